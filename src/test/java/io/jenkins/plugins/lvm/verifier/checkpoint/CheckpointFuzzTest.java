package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the bytes are, the only exception is the one with a sentence for the user. Runs on the seeds in the resources unless
 * {@code JAZZER_FUZZ=1} is set, one method at a time.
 */
class CheckpointFuzzTest {
    /** Small enough for many runs a second. */
    private static final ReadLimits LIMITS =
            new ReadLimits(1 << 16, 1 << 16, 10_000, 10_000, 10_000, 50, 1 << 12, 1 << 16, 1 << 16);

    private static final FileErrors SUBJECT =
            (predicate, hint) -> VerifierException.unreadable("fuzz " + predicate, hint);

    private static final long LONGEST_DESCRIPTOR = 24;

    @TempDir
    private static Path folder;

    /** The pickle machine, with every storage of any size at hand. */
    @FuzzTest(maxDuration = "20s")
    void pickle(final byte[] bytes) {
        final PickleInput input =
                new PickleInput(new ByteArrayInputStream(bytes), bytes.length, LIMITS.pickleBytes(), SUBJECT);
        final PersistentStorages storages =
                new PersistentStorages(SUBJECT, (key, size) -> null, ByteOrder.LITTLE_ENDIAN);
        try {
            final Object value =
                    new PickleReader(input, AllowedGlobals.list(LIMITS), storages::load, LIMITS, SUBJECT).read();
            PlainValues.of(value, LIMITS, SUBJECT);
        } catch (final VerifierException e) {
            assertThat(e.getMessage()).startsWith("fuzz ").endsWith(".");
        }
    }

    /** Whole files of all formats, down to the values of tensors. */
    @FuzzTest(maxDuration = "20s")
    void file(final byte[] bytes) throws IOException {
        final Path file = Files.write(folder.resolve("fuzz.pt"), bytes);
        HostileCheckpointTest.tryAll(file, LIMITS);
    }

    /** Archives: two readings of one give the same entries, and what is read as torch's is one byte for byte. */
    @FuzzTest(maxDuration = "20s")
    void archive(final byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("fuzz.zip"), bytes);
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            ZipArchive archive = ZipArchive.read(file, LIMITS.directoryBytes());
            assertThat(ZipArchive.isAtEndOf(file)).isEqualTo(!archive.entries().isEmpty() || archive.isZip64());
            long end = 0;
            for (ArchiveEntry entry : archive.entries().stream()
                    .sorted(Comparator.comparingLong(ArchiveEntry::headerOffset))
                    .toList()) {
                assertThat(entry.headerOffset()).isBetween(end, end + LONGEST_DESCRIPTOR);
                end = entry.dataEnd();
            }
            assertThat(archive.directoryOffset()).isBetween(end, end + LONGEST_DESCRIPTOR);
            TorchArchive.require(file, archive, TorchArchive.ALIGNMENT);
        } catch (VerifierException e) {
            assertThat(e.getMessage()).startsWith(path + " ").endsWith(".");
        }
    }
}
