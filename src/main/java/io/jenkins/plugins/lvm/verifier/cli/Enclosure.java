package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder outside of which nothing is read, wherever links lead. */
final class Enclosure {
    /** A model that is a folder has its files in it, or one folder further down. */
    private static final int DEEPEST = 3;

    private static final int MOST = 10_000;

    private final Path folder;

    Enclosure(Path folder) {
        this.folder = folder;
    }

    /**
     * Sees that a file, or all that a folder holds, lies inside.
     *
     * @throws VerifierException if not
     */
    void require(Path file) {
        if (!Files.exists(file)) {
            return; // Whoever reads it says so.
        }
        try {
            Path inside = folder.toRealPath();
            requireInside(inside, file);
            for (Path held : held(file)) {
                requireInside(inside, held);
            }
        } catch (IOException e) {
            throw VerifierException.unreadable(file + " cannot be read: " + IoReason.of(e) + ".");
        }
    }

    private void requireInside(Path inside, Path file) throws IOException {
        // What a link does not reach cannot be read either.
        if (Files.exists(file) && !file.toRealPath().startsWith(inside)) {
            throw new VerifierException(
                    Reason.USAGE,
                    file + " leads out of " + folder + ".",
                    "Let an administrator look at it, or build: a build reads whatever its agent may read.");
        }
    }

    private static List<Path> held(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(file.toRealPath(), DEEPEST)) {
            List<Path> held = all.limit(MOST + 1).toList();
            if (held.size() > MOST) {
                throw VerifierException.unreadable(
                        file + " holds more than " + MOST + " files.", "Name the file of the model in it.");
            }
            return held;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
