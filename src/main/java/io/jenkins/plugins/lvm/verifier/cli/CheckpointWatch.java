package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the checkpoints that a trainer writes into a folder while it runs, each content once. Trainers rewrite files in place, and a
 * file that is cut short while it is mapped ends the process that mapped it; so what is handed out are copies of our own, of which it
 * was seen that they are what the file held at one time. For one thread.
 */
public final class CheckpointWatch implements AutoCloseable {
    /** A file that was last written longer ago is taken at once. */
    private static final Duration OLD = Duration.ofMinutes(1);
    /**
     * After so many times the settling time a file that never rests is taken as it is at one time, and one that cannot be read is taken
     * for complete.
     */
    private static final int PATIENCE = 10;

    private final Path folder;
    private final CheckpointNames names;
    private final Duration settle;
    private final Path copies;
    private final Map<Path, Waiting> handled = new HashMap<>();
    private final Map<Path, Waiting> waiting = new HashMap<>();
    private final Set<String> contents = new HashSet<>();
    private int count;

    /**
     * @param folder may not be there yet
     * @param settle how long a file that was written just now has to stay as it is
     */
    public CheckpointWatch(Path folder, Duration settle) throws IOException {
        this(folder, settle, CheckpointNames.usual());
    }

    /**
     * @param folder may not be there yet
     * @param settle how long a file that was written just now has to stay as it is
     * @param names of checkpoints
     */
    CheckpointWatch(Path folder, Duration settle, CheckpointNames names) throws IOException {
        this.names = names;
        this.folder = folder;
        this.settle = settle;
        this.copies = Files.createTempDirectory("lvm-verify-watch-");
        copies.toFile().deleteOnExit();
    }

    /** By what a change of a file is seen. */
    private record Stamp(long size, FileTime modified, @Nullable Object key) {
        static Stamp of(BasicFileAttributes attributes) {
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }

        /** Null if the file is gone. */
        static @Nullable Stamp of(Path file) {
            try {
                return of(Files.readAttributes(file, BasicFileAttributes.class));
            } catch (IOException e) {
                return null;
            }
        }

        boolean isOld() {
            return modified.toInstant().isBefore(Instant.now().minus(OLD));
        }
    }

    /** A file that may still be written: as it was seen last, since when it is so, and since when it has been changing. */
    private record Waiting(Stamp stamp, long sameSince, long changingSince) {}

    /**
     * A checkpoint as it was at one time.
     *
     * @param original the file that it was copied from
     * @param copy nobody else writes it; delete it when it is no longer needed
     * @param sha256 of its content
     */
    public record Snapshot(Path original, Path copy, String sha256) {}

    /** Says whether a file that may be a checkpoint is there that was not handed out yet, and might be later. */
    public boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Copies of the checkpoints that are new, the one that was written first coming first. */
    public List<Snapshot> poll() throws IOException {
        Map<Path, Stamp> found = files();
        waiting.keySet().retainAll(found.keySet());
        handled.keySet().retainAll(found.keySet());
        List<Map.Entry<Path, Stamp>> byTime = new ArrayList<>(found.entrySet());
        byTime.sort(Comparator.comparing(entry -> entry.getValue().modified()));
        List<Snapshot> snapshots = new ArrayList<>();
        for (Map.Entry<Path, Stamp> entry : byTime) {
            Path file = entry.getKey();
            Stamp stamp = entry.getValue();
            Waiting before = handled.get(file);
            if ((before == null || !stamp.equals(before.stamp())) && isRipe(file, stamp)) {
                Snapshot snapshot = snapshot(file, stamp);
                if (snapshot != null) {
                    snapshots.add(snapshot);
                }
            }
        }
        return snapshots;
    }

    private Map<Path, Stamp> files() throws IOException {
        Map<Path, Stamp> found = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && names.fits(file)) {
                    found.put(file, Stamp.of(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // Gone since the folder was listed.
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private boolean isRipe(Path file, Stamp stamp) {
        if (stamp.size() == 0) {
            return false;
        }
        long now = System.nanoTime();
        Waiting before = waiting.get(file);
        long sameSince = before != null && before.stamp().equals(stamp) ? before.sameSince() : now;
        Waiting current = new Waiting(stamp, sameSince, before == null ? now : before.changingSince());
        waiting.put(file, current);
        return stamp.isOld()
                || now - current.sameSince() >= settle.toNanos()
                || now - current.changingSince() >= PATIENCE * settle.toNanos();
    }

    /** Null if the file changes meanwhile, or holds what was handed out before. */
    private @Nullable Snapshot snapshot(Path file, Stamp stamp) throws IOException {
        // Under its own name, by which a baseline's report may know it.
        Path own = Files.createDirectory(copies.resolve(String.valueOf(count++)));
        Path copy = own.resolve(file.getFileName());
        own.toFile().deleteOnExit();
        copy.toFile().deleteOnExit();
        try {
            String sha256 = copy(file, copy);
            if (!stamp.equals(Stamp.of(file)) || Files.size(copy) != stamp.size() || !sha256.equals(copy(file, null))) {
                Files.deleteIfExists(copy);
                return null;
            }
            handled.put(file, waiting.remove(file));
            if (contents.add(sha256)) {
                return new Snapshot(file, copy, sha256);
            }
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
        }
        Files.deleteIfExists(copy);
        return null;
    }

    /**
     * Copies by plain reads, which a file that is cut short ends, and no worse.
     *
     * @param copy null to read only
     * @return SHA-256 of what was read
     */
    private static String copy(Path file, @Nullable Path copy) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = copy == null ? OutputStream.nullOutputStream() : Files.newOutputStream(copy)) {
            return FileDigest.sha256(in, out);
        }
    }

    /**
     * Takes back what could not be read, because it may have been copied before it was complete: it comes again.
     *
     * @return false if the file has been as it is for so long that it is complete
     */
    public boolean takeBack(Snapshot snapshot) {
        Path file = snapshot.original();
        Waiting taken = handled.get(file);
        if (taken != null && taken.stamp().equals(Stamp.of(file))) {
            if (taken.stamp().isOld() || System.nanoTime() - taken.sameSince() >= PATIENCE * settle.toNanos()) {
                return false;
            }
            waiting.put(file, taken);
        }
        handled.remove(file);
        contents.remove(snapshot.sha256());
        return true;
    }

    /** Removes all copies. */
    @Override
    public void close() {
        try (var files = Files.walk(copies)) {
            for (Path copy : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
