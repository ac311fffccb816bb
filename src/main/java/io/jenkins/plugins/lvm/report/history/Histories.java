package io.jenkins.plugins.lvm.report.history;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all jobs, each known by the folder that holds the job's builds. A history is a file in that folder, so it moves and
 * vanishes with the builds. Reading one costs a file and a directory listing, or less when neither has changed; a build whose folder
 * is gone is left out. A history that is lost, or lacks what a build has stored, is made anew in the background from the
 * builds' own files. Safe for use by many threads.
 */
public final class Histories implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(Histories.class.getName());

    /** Name of the file. */
    static final String FILE_NAME = "lvm-verification.history";

    /** How many lines of deleted builds a history may carry before it is written anew. */
    private static final int DEAD_LINES = 1000;

    /** File systems that stamp with seconds cannot tell two changes within this time apart. */
    private static final long CLOCK_GRAIN_MILLIS = 2000;

    private final Map<Path, SoftReference<Snapshot>> snapshots = new ConcurrentHashMap<>();
    private final Absences absences = new Absences(System::nanoTime);
    private final Map<Path, Object> locks = new ConcurrentHashMap<>();
    private final Set<Path> pending = ConcurrentHashMap.newKeySet();
    private final Set<Path> rebuilt = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor background =
            new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                final Thread thread = new Thread(task, "LVM verification history");
                thread.setDaemon(true);
                return thread;
            });

    public Histories() {
        background.allowCoreThreadTimeOut(true);
    }

    /** What was read, and the state of the files that it was read from. */
    private record Snapshot(
            Stamp file, Stamp folder, List<HistoryRecord> stored, List<HistoryRecord> records, Set<String> verified) {}

    private record Stamp(@Nullable Object key, long size, long modified, long taken) {
        static Stamp of(final Path path) throws IOException {
            final BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    attributes.fileKey(),
                    attributes.isDirectory() ? 0 : attributes.size(),
                    attributes.lastModifiedTime().toMillis(),
                    System.currentTimeMillis());
        }

        boolean vouchesFor(final Stamp now) {
            return now.size == size
                    && now.modified == modified
                    && taken - modified > CLOCK_GRAIN_MILLIS
                    && (key == null || key.equals(now.key));
        }
    }

    /** Says whether a job has a history, without reading it. */
    public boolean exists(final Path builds) {
        return Files.exists(builds.resolve(FILE_NAME));
    }

    /** The same from memory, where it was not so some seconds ago: for what asks every job again and again. */
    public boolean existedLately(Path builds) {
        if (absences.know(builds)) {
            return false;
        }
        boolean there = exists(builds);
        if (!there) {
            absences.note(builds);
        }
        return there;
    }

    /** The checkpoints of all builds that are there, oldest build first. */
    public List<HistoryRecord> read(final Path builds) throws IOException {
        final Path file = builds.resolve(FILE_NAME);
        try {
            return snapshot(builds, file).records;
        } catch (final NoSuchFileException e) {
            return List.of();
        }
    }

    private Snapshot snapshot(final Path builds, final Path file) throws IOException {
        final SoftReference<Snapshot> reference = snapshots.get(builds);
        Snapshot known = reference == null ? null : reference.get();
        final Stamp fileNow = Stamp.of(file);
        final Stamp folderNow = Stamp.of(builds);
        Snapshot sameFile = known != null && known.file.vouchesFor(fileNow) ? known : null;
        if (sameFile != null && sameFile.folder.vouchesFor(folderNow)) {
            return sameFile;
        }
        final List<HistoryRecord> stored = sameFile != null ? sameFile.stored : load(builds, file);
        final Set<String> folders = names(builds);
        final List<HistoryRecord> records = stored.stream()
                .filter(record -> folders.contains(record.folder()))
                .sorted(Comparator.comparingInt(HistoryRecord::build))
                .toList();
        final Snapshot snapshot = new Snapshot(
                sameFile != null ? sameFile.file : fileNow,
                folderNow,
                stored,
                records,
                stored.stream().map(HistoryRecord::folder).collect(Collectors.toSet()));
        snapshots.put(builds, new SoftReference<>(snapshot));
        return snapshot;
    }

    private List<HistoryRecord> load(final Path builds, final Path file) throws IOException {
        final HistoryFile.Contents contents = new HistoryFile(file).read();
        if (contents.damaged() && !rebuilt.contains(builds)) {
            LOGGER.log(Level.WARNING, "{0} is damaged; it is made anew from what the builds keep.", file);
            rebuild(builds);
        } else if (contents.lines() - contents.records().size()
                > Math.max(DEAD_LINES, contents.records().size())) {
            inBackground(builds, () -> compact(builds));
        }
        return contents.records();
    }

    private static Set<String> names(final Path folder) {
        final String[] names = folder.toFile().list();
        return names == null ? Set.of() : new HashSet<>(List.of(names));
    }

    /**
     * Adds a checkpoint: first to what the build itself keeps, from which a lost history can be made anew, then to the history.
     *
     * @param builds folder of the job's builds; that of the record's build is in it
     */
    public void add(final Path builds, final HistoryRecord record) throws IOException {
        final Path build = builds.resolve(record.folder());
        Files.createDirectories(folder(build));
        synchronized (lock(builds)) {
            new HistoryFile(own(build)).append(List.of(record));
            new HistoryFile(builds.resolve(FILE_NAME)).append(List.of(record));
            absences.forget(builds);
        }
    }

    /** What a build keeps of its own. */
    private static Path own(final Path build) {
        return folder(build).resolve("checkpoints.history");
    }

    private static Path folder(final Path build) {
        return build.resolve("lvm-verification");
    }

    /** Notes that a build has been deleted. */
    public void remove(final Path builds, final String folder) throws IOException {
        synchronized (lock(builds)) {
            if (exists(builds)) {
                new HistoryFile(builds.resolve(FILE_NAME)).appendDeletion(folder);
            }
        }
    }

    /** Whether the history has a checkpoint. */
    public boolean has(Path builds, String folder, String id) throws IOException {
        Path file = builds.resolve(FILE_NAME);
        return exists(builds)
                && snapshot(builds, file).stored().stream()
                        .anyMatch(record ->
                                record.folder().equals(folder) && record.id().equals(id));
    }

    /** Has the history made anew if it lacks a build that is known to have results. */
    public void expect(final Path builds, final String folder) throws IOException {
        final Path file = builds.resolve(FILE_NAME);
        if (!exists(builds)
                || (!rebuilt.contains(builds)
                        && !snapshot(builds, file).verified.contains(folder))) {
            rebuild(builds);
        }
    }

    /** Has the history made anew from what the builds keep, in the background. */
    public void rebuild(final Path builds) {
        inBackground(builds, () -> {
            final List<HistoryRecord> found = scan(builds);
            synchronized (lock(builds)) {
                final Map<List<Object>, HistoryRecord> all = new LinkedHashMap<>();
                found.forEach(record -> all.put(key(record), record));
                final Path file = builds.resolve(FILE_NAME);
                if (Files.exists(file)) {
                    // What was added during the scan.
                    final Set<String> folders = names(builds);
                    new HistoryFile(file)
                            .read().records().stream()
                                    .filter(record -> folders.contains(record.folder()))
                                    .forEach(record -> all.putIfAbsent(key(record), record));
                }
                final List<HistoryRecord> records = new ArrayList<>(all.values());
                records.sort(Comparator.comparingInt(HistoryRecord::build));
                new HistoryFile(file).replace(records);
                absences.forget(builds);
                rebuilt.add(builds);
            }
        });
    }

    private void compact(final Path builds) throws IOException {
        synchronized (lock(builds)) {
            final HistoryFile file = new HistoryFile(builds.resolve(FILE_NAME));
            final Set<String> folders = names(builds);
            file.replace(file.read().records().stream()
                    .filter(record -> folders.contains(record.folder()))
                    .toList());
        }
    }

    private static List<HistoryRecord> scan(final Path builds) throws IOException {
        final List<HistoryRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(
                builds,
                // Links such as "lastStable" lead to folders that are here as well.
                path -> !Files.isSymbolicLink(path) && Files.exists(own(path)))) {
            for (final Path folder : folders) {
                final String name = String.valueOf(folder.getFileName());
                new HistoryFile(own(folder))
                        .read().records().stream()
                                .filter(record -> record.folder().equals(name))
                                .forEach(records::add);
            }
        }
        return records;
    }

    private static List<Object> key(final HistoryRecord record) {
        return List.of(record.folder(), record.id());
    }

    private interface Task {
        void run() throws IOException;
    }

    private void inBackground(final Path builds, final Task task) {
        if (!pending.add(builds)) {
            return;
        }
        background.execute(() -> {
            try {
                task.run();
            } catch (final IOException | RuntimeException e) {
                LOGGER.log(Level.WARNING, "The verification history in " + builds + " could not be written", e);
            } finally {
                pending.remove(builds);
            }
        });
    }

    private Object lock(final Path builds) {
        return locks.computeIfAbsent(builds, key -> new Object());
    }

    /** Ends the background work after what is waiting. */
    @Override
    public void close() {
        background.shutdown();
    }
}
