package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.ZipArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes of an archive are, there is one reading of it, or none. Runs on the seeds in the resources unless {@code JAZZER_FUZZ=1} is set. */
class ArchiveFuzzTest {
    private static final long LONGEST_DESCRIPTOR = 24;

    @TempDir
    private static Path folder;

    /** Archives: two readings of one give the same entries, and what is read as torch's is one byte for byte. */
    @FuzzTest(maxDuration = "20s")
    void archive(final byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("fuzz.zip"), bytes);
        try (VerifiedFile file = VerifiedFile.open(path, "the file")) {
            ZipArchive archive = ZipArchive.read(file, CheckpointFuzzTest.LIMITS.directoryBytes());
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
