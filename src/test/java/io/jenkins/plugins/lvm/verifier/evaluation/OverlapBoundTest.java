package io.jenkins.plugins.lvm.verifier.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OverlapBoundTest {
    private static final double[] COSINES =
            IntStream.range(0, 100).mapToDouble(i -> (i * 37 % 100) / 100.0).toArray();

    @Test
    void theLowestRowsAreTheBound() {
        Overlap overlap = OverlapBound.of(COSINES, 0.05, false);
        assertThat(overlap.rows()).isEqualTo(100);
        assertThat(overlap.mean()).isCloseTo(0.495, within(1e-12));
        assertThat(overlap.lowest()).isCloseTo(0.02, within(1e-12)); // of 0.00 to 0.04
    }

    @Test
    void aSampleLeavesRoomForChance() {
        double deviation = Math.sqrt(0.001 / 4);
        assertThat(OverlapBound.of(COSINES, 0.05, true).lowest())
                .isCloseTo(0.02 - 3 * deviation / Math.sqrt(5), within(1e-12));
    }

    @Test
    void oneRowIsTheLeast() {
        assertThat(OverlapBound.of(new double[] {0.5, 0.25}, 0.05, true).lowest())
                .isEqualTo(0.25);
    }
}
