package io.jenkins.plugins.lvm.verifier.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Whatever the bytes of pickled metadata are, nothing but a {@link VerifierException} comes of them. Runs on the recorded inputs unless {@code JAZZER_FUZZ=1} is set. */
class MetadataFuzzTest {
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
}
