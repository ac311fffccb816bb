package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationSessionTest {
    @ParameterizedTest
    @CsvSource({"1, 5, 256", "4, 5, 256", "6, 5, 384", "8, 5, 512", "96, 5, 512", "2, 1280, 1", "2, 9000, 1"})
    void batchesGrowWithThreadsUpToALimit(final int threads, final int contextLength, final int sequences) {
        assertThat(VerificationSession.sequencesPerPass(threads, contextLength)).isEqualTo(sequences);
    }
}
