package io.jenkins.plugins.lvm.verifier.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import java.nio.ByteBuffer;

/** Whatever the bytes of an array's header are, nothing but a {@link VerifierException} comes of them. Runs on the recorded inputs unless {@code JAZZER_FUZZ=1} is set. */
class NpyHeaderFuzzTest {
    @FuzzTest(maxDuration = "10s")
    void header(final byte[] bytes) {
        try {
            NpyHeader.read(new MemorySource("fuzz", ByteBuffer.wrap(bytes))).describe();
        } catch (final VerifierException e) {
            // Refused.
        }
    }
}
