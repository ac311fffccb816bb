package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.format.TrustedFolder;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows out of compressed files, kept as they are used: all of a compressed array has to be inflated to reach a few of its rows, so the
 * second verification on the same rows reads them from here. A folder of files, one for each set of rows, of a limited size: what was
 * used longest ago goes first. Never in the way: what cannot be kept or read is read from the data. Processes may share the folder.
 */
public final class RowCache {
    private static final String SUFFIX = ".rows";
    private static final String UNFINISHED = ".part";
    /** A file that no process can still be writing. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    private final Path folder;
    private final KnownFiles known;
    private final long capacity;

    /**
     * @param folder made when it is needed
     * @param capacity bytes of all files together; one set of rows may take half of them
     */
    public RowCache(final Path folder, final long capacity) {
        this.folder = folder;
        this.known = new KnownFiles(folder);
        this.capacity = capacity;
    }

    /** Rows of a file, if it was read before in its present state; what is damaged is removed. */
    Optional<CachedRows> find(WatchedFile data, RowSet rows, RowLayout layout) {
        return TrustedFolder.isPrivate(folder)
                ? known.content(data).flatMap(content -> find(RowKey.of(content, rows, layout)))
                : Optional.empty();
    }

    private Optional<CachedRows> find(RowKey key) {
        Path file = file(key);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            CachedRows rows = CachedRows.open(file, key.layout());
            touch(file);
            return Optional.of(rows);
        } catch (final NoSuchFileException e) {
            return Optional.empty();
        } catch (final IOException e) {
            delete(file);
            return Optional.empty();
        }
    }

    /** Takes rows while they are read; empty if they are too many, or the disk has no room for them. */
    Optional<RowCacheWriter> writer(WatchedFile data, RowSet rows, RowLayout layout) {
        if (layout.bytes() > capacity / 2) {
            return Optional.empty();
        }
        try {
            TrustedFolder.create(folder);
            if (!TrustedFolder.isPrivate(folder) || Files.getFileStore(folder).getUsableSpace() < 2 * layout.bytes()) {
                return Optional.empty();
            }
            return Optional.of(
                    new RowCacheWriter(this, data, rows, layout, Files.createTempFile(folder, "rows-", UNFINISHED)));
        } catch (final IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private Path file(RowKey key) {
        return folder.resolve(key.name() + SUFFIX);
    }

    /**
     * Gives rows that are complete their name.
     *
     * @param unfinished the file that holds them
     * @param content what the data was found to hold
     */
    void publish(Path unfinished, WatchedFile data, String content, RowSet rows, RowLayout layout) throws IOException {
        AtomicFile.replace(unfinished, file(RowKey.of(content, rows, layout)));
        known.remember(data, content, UNFINISHED);
        evict();
    }

    /** Removes what was used longest ago, until the rest fits. */
    private void evict() {
        final List<Kept> kept = new ArrayList<>();
        final Instant now = Instant.now();
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path file : files.toList()) {
                final Kept one = Kept.of(file);
                if (one != null && file.toString().endsWith(SUFFIX)) {
                    kept.add(one);
                } else if (one != null
                        && ((file.toString().endsWith(UNFINISHED) && one.isUnusedFor(ABANDONED, now))
                                || (file.toString().endsWith(KnownFiles.SUFFIX)
                                        && one.isUnusedFor(KnownFiles.KEPT, now)))) {
                    delete(file);
                }
            }
        } catch (final IOException | UncheckedIOException e) {
            return;
        }
        kept.sort(Comparator.comparing(Kept::used));
        long size = kept.stream().mapToLong(Kept::size).sum();
        for (final Kept oldest : kept) {
            if (size <= capacity) {
                return;
            }
            delete(oldest.file);
            size -= oldest.size;
        }
    }

    private record Kept(Path file, long size, FileTime used) {
        boolean isUnusedFor(Duration time, Instant now) {
            return used.toInstant().plus(time).isBefore(now);
        }

        /** Null if another process has removed it. */
        static @Nullable Kept of(final Path file) {
            try {
                final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Kept(file, attributes.size(), attributes.lastModifiedTime());
            } catch (final IOException e) {
                return null;
            }
        }
    }

    private static void touch(final Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (final IOException e) {
            // Then it goes earlier.
        }
    }

    static void delete(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            // It stays until somebody else can.
        }
    }
}
