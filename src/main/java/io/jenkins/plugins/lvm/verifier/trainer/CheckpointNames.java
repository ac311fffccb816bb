package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.format.NamePattern;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of the files that a training run writes are its checkpoints, by their names.
 *
 * @param include patterns of which one has to match
 * @param exclude patterns of which none may match
 */
public record CheckpointNames(List<NamePattern> include, List<NamePattern> exclude) {
    /** As trainers name checkpoints. */
    public static final List<String> USUAL = List.of("*.pt", "*.pth", "*.ckpt", "*.bin", "*.safetensors");

    /** What a Hugging Face Trainer writes beside one. */
    static final List<String> BESIDE =
            List.of("optimizer.*", "scheduler.*", "scaler.*", "rng_state*", "training_args.*");

    public CheckpointNames {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** The usual ones. */
    public static CheckpointNames usual() {
        return of(List.of(), List.of());
    }

    /**
     * Those that somebody names.
     *
     * @param include empty for the usual ones, without what a Trainer writes beside them
     * @param exclude what is left out besides
     * @throws IllegalArgumentException if one is not a pattern; the message is for the user
     */
    public static CheckpointNames of(List<String> include, List<String> exclude) {
        boolean usual = include.isEmpty();
        return new CheckpointNames(
                (usual ? USUAL : include).stream().map(NamePattern::of).toList(),
                Stream.concat(usual ? BESIDE.stream() : Stream.empty(), exclude.stream())
                        .map(NamePattern::of)
                        .toList());
    }

    /** Whether a file is one of them. */
    public boolean fits(Path file) {
        Path name = file.getFileName();
        return name != null
                && include.stream().anyMatch(pattern -> pattern.fits(name))
                && exclude.stream().noneMatch(pattern -> pattern.fits(name));
    }
}
