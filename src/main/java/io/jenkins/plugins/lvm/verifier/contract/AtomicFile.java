package io.jenkins.plugins.lvm.verifier.contract;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes a file aside and moves it into its place, so that a reader sees all of it or nothing. A link stays: what it leads to is
 * written. A device or a pipe is written directly, since to replace it would take it away from everybody else. A new file gets the mode
 * that the user's umask gives to every file.
 */
public final class AtomicFile {
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    /** Names of files that a process has open already. */
    private static final List<String> OPEN_FILES = List.of("/dev/stdout", "/dev/stderr", "/dev/fd", "/proc");

    private AtomicFile() {}

    /** Fills a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    /** Makes the folder where it is missing, writes beside the target, and moves. */
    public static void write(Path target, Content content) throws IOException {
        if (isStream(target)) {
            content.writeTo(target);
            return;
        }
        Path place = destination(target);
        if (Files.isDirectory(place)) {
            throw new FileAlreadyExistsException(place.toString(), null, "it is a folder");
        }
        Files.createDirectories(Objects.requireNonNull(place.getParent(), "The root is a folder."));
        Path aside = aside(place);
        try {
            Files.createFile(aside);
            content.writeTo(aside);
            replace(aside, place);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** Gives a complete file of the same folder its name, in one step and in place of what has it. */
    public static void replace(Path complete, Path place) throws IOException {
        Files.move(complete, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a file, and of a link what it leads to; a device or pipe stays. */
    public static void delete(Path target) throws IOException {
        if (!isStream(target)) {
            Files.deleteIfExists(destination(target));
        }
    }

    /**
     * Finds out whether a file could be written now.
     *
     * @throws IOException if not
     */
    public static void probe(Path target) throws IOException {
        if (isStream(target)) {
            return;
        }
        Path place = destination(target);
        if (Files.isDirectory(place)) {
            throw new FileAlreadyExistsException(place.toString(), null, "it is a folder");
        }
        Path folder = place;
        do {
            folder = Objects.requireNonNull(folder.getParent(), "The root exists.");
        } while (!Files.exists(folder));
        Path aside = aside(folder.resolve(place.getFileName()));
        Files.createFile(aside);
        Files.delete(aside);
    }

    /** Whether it is a device, a pipe, or the like, which keeps no content of its own. */
    public static boolean isStream(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        // Such as /dev/stdout, whose file another program may be writing to.
        return OPEN_FILES.stream().anyMatch(absolute::startsWith)
                || (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target));
    }

    /**
     * The file itself, behind all links, whether it is there or not.
     *
     * @throws FileSystemLoopException if links lead in a circle
     */
    public static Path destination(Path target) throws IOException {
        Path place = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(target.toString());
            }
            place = place.resolveSibling(Files.readSymbolicLink(place)).normalize();
        }
        Path folder = place.getParent();
        return folder != null && Files.exists(folder) ? folder.toRealPath().resolve(place.getFileName()) : place;
    }

    private static Path aside(Path place) {
        return place.resolveSibling("." + UUID.randomUUID() + ".tmp");
    }
}
