package io.jenkins.plugins.lvm.verifier.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whatever the bytes are, nothing but a {@link VerifierException} comes of them. Runs the recorded inputs; with environment variable
 * {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class DatasetFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void header(final byte[] bytes) {
        try {
            NpyHeader.read(new MemorySource("fuzz", ByteBuffer.wrap(bytes))).describe();
        } catch (final VerifierException e) {
            // Refused.
        }
    }

    @FuzzTest(maxDuration = "10s")
    void metadata(final byte[] bytes) {
        final NumpyType object = new NumpyType('O', Long.BYTES, ByteOrder.LITTLE_ENDIAN);
        final NpyHeader header = new NpyHeader("1.0", "|O", Optional.of(object), false, List.of(3L), 0);
        try {
            MetadataReader.read(
                            new MemorySource("fuzz", ByteBuffer.wrap(bytes)),
                            header,
                            List.of("article_index", "target_chunk_index"))
                    .values()
                    .forEach(ColumnLookup::column);
        } catch (final VerifierException e) {
            // Refused.
        }
    }

    @FuzzTest(maxDuration = "10s")
    void file(final byte[] bytes) throws IOException {
        final Path file = Files.createTempFile("fuzz", ".npz");
        try {
            Files.write(file, bytes);
            try (SequenceData data = SequenceData.open(file)) {
                data.npz().arrays();
                data.fingerprint();
                data.articles();
                data.forEachBatch(RowSet.of(0, data.sequences() - 1), 2, batch -> true);
            }
        } catch (final VerifierException e) {
            // Refused.
        } finally {
            Files.delete(file);
        }
    }
}
