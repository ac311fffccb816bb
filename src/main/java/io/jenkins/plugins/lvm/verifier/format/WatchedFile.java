package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file in the state that it is in now, by what tells its states apart without reading it. Whoever writes to it or renames another file
 * into its place cannot keep both its inode and the time of its last change, which, unlike that of its last modification, only the
 * system sets.
 */
public final class WatchedFile {
    /** Within this time of a change another one can leave the same time behind: kernels stamp files by the ticks of a clock. */
    private static final Duration TICK = Duration.ofMillis(50);
    /** The same where times are kept in whole seconds or two. */
    private static final Duration COARSE_TICK = Duration.ofSeconds(3);

    private final Path path;
    private final Instant seen = Instant.now();
    private final Stamp stamp;

    /**
     * What the system says of it.
     *
     * @param key device and inode; null where the system has none
     * @param changed time of the last change of bytes or attributes; null where the system keeps none
     */
    private record Stamp(@Nullable String key, long size, FileTime modified, @Nullable FileTime changed) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    Objects.toString(attributes.fileKey(), null),
                    attributes.size(),
                    attributes.lastModifiedTime(),
                    changeTime(path));
        }

        private static @Nullable FileTime changeTime(Path path) throws IOException {
            try {
                return (FileTime) Files.getAttribute(path, "unix:ctime");
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                return null;
            }
        }
    }

    private WatchedFile(Path path, Stamp stamp) {
        this.path = path;
        this.stamp = stamp;
    }

    /** Looks at a file; empty if it cannot be looked at. */
    public static Optional<WatchedFile> of(Path path) {
        try {
            return Optional.of(new WatchedFile(path, Stamp.of(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A name for this state; empty where the system does not tell states apart. */
    public Optional<String> state() {
        return stamp.key() == null || stamp.changed() == null
                ? Optional.empty()
                : Optional.of(String.join(
                        " ",
                        stamp.key(),
                        Long.toString(stamp.size()),
                        stamp.modified().toString(),
                        stamp.changed().toString()));
    }

    /** Whether another state of this file must have another name: not so if it was changed just before it was looked at. */
    public boolean isSettled() {
        if (stamp.changed() == null) {
            return false;
        }
        Instant changed = stamp.changed().toInstant();
        return changed.plus(changed.equals(changed.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK : TICK)
                .isBefore(seen);
    }

    /** Reads what an opened file begins with. */
    @FunctionalInterface
    public interface Opening<T> {
        T read(FileSource file, WatchedFile before) throws IOException;
    }

    /**
     * Opens a file, and closes it again where reading it fails.
     *
     * @param what the file should have been, for messages
     * @throws VerifierException if there is no such file, or it cannot be read
     */
    public static <T> T open(Path path, String what, Opening<T> opening) {
        // Before anything is read. What cannot be looked at is explained by opening it.
        Optional<WatchedFile> before = of(path);
        FileSource file = FileSource.openRegular(path, what);
        try {
            return opening.read(file, before.orElseThrow(() -> FileSource.changed(path)));
        } catch (IOException e) {
            file.close();
            throw FileSource.unreadable(path, e);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Whether the file is still what it was. */
    public boolean isUnchanged() {
        try {
            return stamp.equals(Stamp.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Asks for it.
     *
     * @throws VerifierException if the file is no longer what it was
     */
    public void requireUnchanged() {
        if (!isUnchanged()) {
            throw FileSource.changed(path);
        }
    }
}
