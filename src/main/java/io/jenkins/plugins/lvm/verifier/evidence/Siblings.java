package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.diagnosis.EpochFacts.Sibling;
import io.jenkins.plugins.lvm.verifier.diagnosis.Rerun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads other checkpoints of a training run: those verified in the same go, and those of the folder {@code siblings}. */
public final class Siblings {
    /** More are left out, in the order of their names. */
    private static final int MOST = 64;

    private static final Pattern CHECKPOINT =
            Pattern.compile(".*\\.(pt|pth|bin|ckpt|tar|safetensors)", Pattern.CASE_INSENSITIVE);

    private Siblings() {}

    /**
     * Looks for the folder before anything is measured.
     *
     * @throws VerifierException if one is named, and is not a folder that can be read
     */
    public static void requireFolder(@Nullable String folder) {
        if (folder != null) {
            files(Path.of(folder));
        }
    }

    /** Paths of all of them but the checkpoint itself. */
    static List<Path> paths(Asked.Others others, Path own) {
        Set<Path> paths = new LinkedHashSet<>(others.together());
        if (others.siblings() != null) {
            paths.addAll(files(others.siblings()));
        }
        return paths.stream().filter(path -> !isSame(path, own)).limit(MOST).toList();
    }

    private static List<Path> files(Path folder) {
        // A pipe in its place would be waited at for its other end.
        if (!Files.isDirectory(folder)) {
            throw unusable(folder, null);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            CHECKPOINT.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static VerifierException unusable(Path folder, @Nullable IOException cause) {
        return new VerifierException(
                Reason.USAGE,
                "The folder of siblings " + folder + " cannot be read.",
                "Name a folder with other checkpoints of the same training run.",
                cause);
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return one.equals(other) || Files.isSameFile(one, other);
        } catch (IOException e) {
            return false; // One of them is gone, and will be found unreadable.
        }
    }

    /**
     * What others state, and whether their weights are the same; those that cannot be read, state nothing, or are of other models,
     * are left out.
     *
     * @param numbers what their claims are compared with: where one is equal, all tensors are compared, else those up to the first that differs
     */
    static List<Sibling> of(StateDict own, List<Path> paths, double... numbers) {
        List<Sibling> siblings = new ArrayList<>();
        for (Path path : paths) {
            Sibling sibling = read(own, path, numbers);
            if (sibling != null) {
                siblings.add(sibling);
            }
        }
        return siblings;
    }

    private static @Nullable Sibling read(StateDict own, Path path, double... numbers) {
        try (Checkpoint other = CheckpointReader.open(path)) {
            StateDict state = other.stateDict();
            Double claim = other.claim().map(StatedMetric::value).orElse(null);
            if (claim == null || !state.names().equals(own.names())) {
                return null;
            }
            boolean related = Arrays.stream(numbers).anyMatch(number -> Math.abs(number - claim) <= Rerun.EXACT);
            return new Sibling(
                    String.valueOf(path.getFileName()),
                    claim,
                    differing(own, state).limit(related ? Long.MAX_VALUE : 1).toList());
        } catch (VerifierException e) {
            return null; // A file that is still being written, or none of ours: it tells nothing.
        }
    }

    /** Names of the tensors that are not the same bit by bit, as they are found. */
    static Stream<String> differing(StateDict one, StateDict other) {
        return one.names().stream()
                .filter(name -> !Arrays.equals(
                                one.tensor(name).shape(), other.tensor(name).shape())
                        || !Arrays.equals(one.floats(name), other.floats(name)));
    }
}
