package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RowCacheTest {
    private static final RowSet SOME =
            RowSet.of(IntStream.range(0, 1500).map(row -> 2 * row).toArray());

    @TempDir
    private Path folder;

    private Path rows;
    private Path npz;

    @BeforeEach
    void copyData() throws IOException {
        rows = folder.resolve("new/rows");
        npz = Files.copy(Fixtures.npz("long-deflated"), folder.resolve("data.npz"));
        settle();
    }

    @Test
    void givesTheSameRowsWithoutTheData() throws IOException {
        final long inflated = read(npz, cache(), SOME);

        assertThat(isKept(SOME)).isTrue();
        assertThat(read(npz, cache(), SOME))
                .isEqualTo(inflated)
                .isEqualTo(read(Fixtures.npz("long-stored"), null, SOME));
        assertThat(kept()).hasSize(1);
    }

    @Test
    void otherRowsAreNotTheseRows() throws IOException {
        read(npz, cache(), SOME);

        assertThat(isKept(RowSet.first(1500))).isFalse();
    }

    @Test
    void rowsOfAForgedTwinAreNotThoseOfTheTrueData() throws IOException {
        Path twins = PythonFixtures.run("data_twins.py", "twins");
        Path forged = twins.resolve("forged.npz");
        Path trueData = twins.resolve("true.npz");
        RowSet all = RowSet.first(64);
        long forgedRows = read(forged, cache(), all);
        long trueRows = read(trueData, null, all);

        assertThat(trueRows).isNotEqualTo(forgedRows);
        assertThat(read(trueData, cache(), all)).isEqualTo(trueRows);
        assertThat(read(forged, cache(), all)).isEqualTo(forgedRows);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void aForgedTwinInThePlaceOfTheTrueDataIsRead() throws IOException {
        Path twins = PythonFixtures.run("data_twins.py", "twins");
        RowSet all = RowSet.first(64);
        Path data = Files.copy(twins.resolve("forged.npz"), folder.resolve("twin.npz"));
        FileTime modified = Files.getLastModifiedTime(data);
        settle();
        read(data, cache(), all);
        Files.write(data, Files.readAllBytes(twins.resolve("true.npz")));
        Files.setLastModifiedTime(data, modified);

        assertThat(read(data, cache(), all)).isEqualTo(read(twins.resolve("true.npz"), null, all));
    }

    @Test
    void aFileThatWasJustWrittenIsNotRemembered() throws IOException {
        for (int tries = 0; tries < 20; tries++) {
            // Whether it was written just before depends on how busy the machine is.
            Path young = Files.copy(Fixtures.npz("long-deflated"), folder.resolve("young" + tries + ".npz"));
            WatchedFile watched = WatchedFile.of(young).orElseThrow();
            if (!watched.isSettled()) {
                settle();
                assertThat(WatchedFile.of(young).orElseThrow().isSettled()).isTrue();
                return;
            }
        }
        throw new AssertionError("every file was settled at once");
    }

    @Test
    void aCopyElsewhereIsInflatedOnceAndThenKnown() throws IOException {
        read(npz, cache(), SOME);
        Path copy = Files.copy(npz, folder.resolve("copy.npz"));
        settle();
        read(copy, cache(), SOME);

        assertThat(kept()).hasSize(1);
        assertThat(isKept(copy, SOME)).isTrue();
    }

    @Test
    void whatIsKnownOfAFileIsCheckedBeforeItIsUsed() throws IOException {
        long inflated = read(npz, cache(), SOME);
        List<Path> known = files(".known");
        assertThat(known).hasSize(1);
        for (String nonsense : List.of("", "0".repeat(127), "../".repeat(40), "0".repeat(2000))) {
            Files.writeString(known.get(0), nonsense);
            assertThat(read(npz, cache(), SOME)).isEqualTo(inflated);
        }
    }

    @Test
    void aDamagedFileIsMadeAnew() throws IOException {
        final long inflated = read(npz, cache(), SOME);
        final Path file = kept().get(0);
        final byte[] bytes = Files.readAllBytes(file);
        for (final int at : new int[] {3, 9, 45, bytes.length / 2, bytes.length - 1}) {
            final byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);

            assertThat(read(npz, cache(), SOME)).isEqualTo(inflated);
            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        }
        Files.write(file, new byte[20]);
        assertThat(read(npz, cache(), SOME)).isEqualTo(inflated);
    }

    @Test
    void whatWasUsedLongestAgoGoesFirst() throws IOException {
        final List<RowSet> sets = IntStream.range(0, 4)
                .mapToObj(set -> RowSet.of(IntStream.range(set, 1000 + set).toArray()))
                .toList();
        read(npz, cache(), sets.get(0));
        final long size = Files.size(kept().get(0));
        final RowCache three = new RowCache(rows, 3 * size + size / 2);
        for (final RowSet set : sets.subList(0, 3)) {
            read(npz, three, set);
            // File systems may stamp with seconds.
            for (final Path file : kept()) {
                final FileTime used = Files.getLastModifiedTime(file);
                Files.setLastModifiedTime(file, FileTime.from(used.toInstant().minus(Duration.ofMinutes(1))));
            }
        }
        read(npz, three, sets.get(0));
        read(npz, three, sets.get(3));

        assertThat(kept()).hasSize(3);
        assertThat(List.of(0, 2, 3)).allMatch(set -> isKept(sets.get(set)));
        assertThat(isKept(sets.get(1))).isFalse();
    }

    @Test
    void keepsNothingThatIsTooLarge() throws IOException {
        read(npz, new RowCache(rows, 1000), SOME);

        assertThat(rows).doesNotExist();
    }

    @Test
    void keepsNothingOfWhatIsStored() {
        read(Fixtures.npz("long-stored"), cache(), SOME);

        assertThat(rows).doesNotExist();
    }

    @Test
    void leavesNothingOfAReadThatIsGivenUp() throws IOException {
        try (SequenceData data = SequenceData.open(npz, cache())) {
            data.forEachBatch(SOME, 100, batch -> false);
        }

        assertThat(rows).isEmptyDirectory();
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException {
        makeFolder("rwx------");
        final Path old = Files.createFile(rows.resolve("rows-1.part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        final Path young = Files.createFile(rows.resolve("rows-2.part"));
        read(npz, cache(), SOME);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aFolderThatOthersCanWriteIsNotBelieved() throws IOException {
        read(npz, cache(), SOME);
        assertThat(isKept(SOME)).isTrue();

        for (final String permissions : List.of("rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(rows, PosixFilePermissions.fromString(permissions));
            assertThat(isKept(SOME)).as(permissions).isFalse();
        }
        Files.setPosixFilePermissions(rows, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(isKept(SOME)).isTrue();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nothingIsKeptInAFolderThatOthersCanWrite() throws IOException {
        makeFolder("rwxrwxrwx");
        read(npz, cache(), SOME);

        assertThat(rows).isEmptyDirectory();
    }

    private void makeFolder(final String permissions) throws IOException {
        Files.createDirectories(rows);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(rows, PosixFilePermissions.fromString(permissions));
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNoObstacle() throws IOException {
        final Path file = Files.createFile(folder.resolve("file"));

        assertThat(read(npz, new RowCache(file.resolve("rows"), 1 << 30), SOME)).isEqualTo(read(npz, null, SOME));
    }

    private RowCache cache() {
        return new RowCache(rows, 1 << 30);
    }

    private List<Path> kept() throws IOException {
        return files(".rows");
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(rows)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** Waits until a file that was just written is told from one that is written now. */
    private static void settle() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether rows come out of the cache, whose files then count as used. */
    private boolean isKept(RowSet wanted) {
        return isKept(npz, wanted);
    }

    private boolean isKept(Path file, RowSet wanted) {
        try {
            Path copy = Files.createTempDirectory(folder, "copy");
            FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
            for (Path entry : files("")) {
                Path copied = Files.copy(entry, copy.resolve(entry.getFileName()));
                Files.setLastModifiedTime(copied, longAgo);
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(rows));
            }
            // There is room for nothing new.
            assertThat(read(file, new RowCache(copy, 0), wanted))
                    .isEqualTo(read(Fixtures.npz("long-stored"), null, wanted));
            for (Path rowsFile : kept()) {
                if (!Files.getLastModifiedTime(copy.resolve(rowsFile.getFileName()))
                        .equals(longAgo)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Digest over all that was read. */
    private static long read(final Path file, final RowCache cache, final RowSet wanted) {
        final CRC32C contexts = new CRC32C();
        final CRC32C targets = new CRC32C();
        try (SequenceData data = SequenceData.open(file, cache)) {
            data.forEachBatch(wanted, 97, batch -> {
                contexts.update(batch.contexts().duplicate());
                targets.update(batch.targets().duplicate());
                return true;
            });
        }
        return contexts.getValue() << Integer.SIZE | targets.getValue();
    }
}
