package io.jenkins.plugins.lvm.verifier.cli;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of the files that a training run writes are its checkpoints, by their names.
 *
 * @param include patterns of which one has to match
 * @param exclude patterns of which none may match
 */
record WatchedNames(List<PathMatcher> include, List<PathMatcher> exclude) {
    /** As trainers name checkpoints. */
    static final List<String> USUAL = List.of("*.pt", "*.pth", "*.ckpt", "*.bin", "*.safetensors");

    /** What a Hugging Face Trainer writes beside one. */
    static final List<String> BESIDE =
            List.of("optimizer.*", "scheduler.*", "scaler.*", "rng_state*", "training_args.*");

    WatchedNames {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** The usual ones. */
    static WatchedNames usual() {
        return of(List.of(), List.of());
    }

    /**
     * Those that somebody names.
     *
     * @param include empty for the usual ones, without what a Trainer writes beside them
     * @param exclude what is left out besides
     * @throws IllegalArgumentException if one is not a pattern; the message is for the user
     */
    static WatchedNames of(List<String> include, List<String> exclude) {
        boolean usual = include.isEmpty();
        return new WatchedNames(
                (usual ? USUAL : include).stream().map(WatchedNames::matcher).toList(),
                Stream.concat(usual ? BESIDE.stream() : Stream.empty(), exclude.stream())
                        .map(WatchedNames::matcher)
                        .toList());
    }

    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + pattern + "' is not a pattern of file names. Write one like *.pt.", e);
        }
    }

    /** Whether a file is one of them. */
    boolean fits(Path file) {
        Path name = file.getFileName();
        return name != null
                && include.stream().anyMatch(matcher -> matcher.matches(name))
                && exclude.stream().noneMatch(matcher -> matcher.matches(name));
    }
}
