package io.jenkins.plugins.lvm.verifier.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever the bytes of an npz are, nothing but a {@link VerifierException} comes of them. Runs on the recorded inputs unless {@code JAZZER_FUZZ=1} is set. */
class NpzFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void file(final byte[] bytes) throws IOException {
        final Path file = Files.createTempFile("fuzz", ".npz");
        try {
            Files.write(file, bytes);
            try (SequenceData data = SequenceData.open(file)) {
                data.arrays().keys().forEach(data.arrays()::array);
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
