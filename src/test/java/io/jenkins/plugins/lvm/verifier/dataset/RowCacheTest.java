package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
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
    }

    @Test
    void givesTheSameRowsWithoutTheData() throws IOException {
        final long inflated = read(npz, cache(), SOME);
        damageData();

        assertThat(isRead(null, SOME)).isFalse();
        assertThat(read(npz, cache(), SOME))
                .isEqualTo(inflated)
                .isEqualTo(read(Fixtures.npz("long-stored"), null, SOME));
        assertThat(kept()).hasSize(1);
    }

    @Test
    void otherRowsAreNotTheseRows() throws IOException {
        read(npz, cache(), SOME);
        damageData();

        assertThat(isRead(cache(), RowSet.first(1500))).isFalse();
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
        damageData();

        assertThat(kept()).hasSize(3);
        assertThat(sets).extracting(set -> isRead(three, set)).containsExactly(true, false, true, true);
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
        damageData();
        assertThat(isRead(cache(), SOME)).isTrue();

        for (final String permissions : List.of("rwxrwx---", "rwx----w-")) {
            Files.setPosixFilePermissions(rows, PosixFilePermissions.fromString(permissions));
            assertThat(isRead(cache(), SOME)).as(permissions).isFalse();
        }
        Files.setPosixFilePermissions(rows, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(isRead(cache(), SOME)).isTrue();
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
        try (Stream<Path> files = Files.list(rows)) {
            return files.sorted().toList();
        }
    }

    /** Overwrites the middle of the compressed bytes, and leaves the directory, by which the data is known. */
    private void damageData() throws IOException {
        final byte[] bytes = Files.readAllBytes(npz);
        for (int i = bytes.length / 8; i < bytes.length / 2; i++) {
            bytes[i] = 0;
        }
        Files.write(npz, bytes);
    }

    /** Whether what is read is what the data holds. */
    private boolean isRead(final RowCache cache, final RowSet wanted) {
        try {
            return read(npz, cache, wanted) == read(Fixtures.npz("long-stored"), null, wanted);
        } catch (final VerifierException e) {
            return false;
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
