package io.jenkins.plugins.lvm.verifier.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import org.junit.jupiter.api.Test;

class CanaryPredictionsTest {
    private static final int BATCH = 64;

    /** Batches whose numbers are those of their predictions. */
    private static CanaryPredictions seen(int batches, int most) {
        CanaryPredictions canaries = new CanaryPredictions(2, 1, most);
        for (int batch = 0; batch < batches; batch++) {
            float[] contexts = new float[2 * BATCH];
            float[] predictions = new float[BATCH];
            for (int row = 0; row < BATCH; row++) {
                predictions[row] = batch * BATCH + row;
                contexts[2 * row] = predictions[row];
                contexts[2 * row + 1] = 1 + predictions[row];
            }
            canaries.see(contexts, predictions);
            // It is scaled afterwards.
            predictions[0] = Float.NaN;
        }
        return canaries;
    }

    @Test
    void oneOfAHundredIsKeptFromEachPlaceOfABatch() {
        CanaryPredictions canaries = seen(97, 1000);

        assertThat(canaries.rows()).hasSize(BATCH).allSatisfy(canary -> {
            assertThat(canary.prediction()).containsExactly(canary.place());
            assertThat(canary.context()).containsExactly(canary.place(), 1 + canary.place());
        });
        assertThat(canaries.rows())
                .extracting(canary -> canary.place() % BATCH)
                .doesNotHaveDuplicates()
                .hasSize(BATCH);
    }

    @Test
    void manyAreFurtherApart() {
        for (int most : new int[] {8, 9}) {
            assertThat(seen(97, most).rows())
                    .hasSizeBetween(most / 2, most)
                    .extracting(Canary::place)
                    .allMatch(place -> place % (97 * 8) == 0)
                    .endsWith(97 * 56);
        }
    }
}
