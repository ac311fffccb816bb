package io.jenkins.plugins.lvm.verifier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowsApartTest {
    private static final int DIMENSION = 16;

    @Test
    void holdsEachPredictionAgainstItsOwnTargetAndThoseOfRowsThatShareNoVector() {
        float[] predictions = {1, 0, 0, 1, 1, 1, 1, 0};
        float[] targets = {1, 0, 0, 2, 0, 3, 1, 0};
        RowsApart apart = new RowsApart(2, 2);

        apart.add(new long[4], new int[] {10, 11, 13, 14}, predictions, targets);

        // Pairs further apart than two rows: 10 with 13 and 14, 11 with 14.
        double half = Math.sqrt(0.5);
        double own = (1 + 1 + half + 1) / 4;
        double others = (0 + 1 + half + 1 + 0 + 0) / 6;
        assertThat(apart.estimate().orElseThrow().difference()).isCloseTo(own - others, within(1e-7));
    }

    @Test
    void isTheSameWhateverTheBatches() {
        float[] predictions = random(30, 1);
        float[] targets = random(30, 2);
        int[] rows = IntStream.range(0, 30).toArray();
        RowsApart whole = new RowsApart(DIMENSION, 5);
        whole.add(new long[30], rows, predictions, targets);
        RowsApart parts = new RowsApart(DIMENSION, 5);
        for (int row = 0; row < 30; row++) {
            float[] predicted = Arrays.copyOfRange(predictions, row * DIMENSION, (row + 1) * DIMENSION);
            float[] wanted = Arrays.copyOfRange(targets, row * DIMENSION, (row + 1) * DIMENSION);
            parts.add(new long[1], new int[] {row}, predicted, wanted);
        }

        assertThat(parts.estimate()).isEqualTo(whole.estimate()).isPresent();
    }

    @Test
    void saysNothingOfSeveralArticlesNorOfOneRow() {
        RowsApart several = new RowsApart(DIMENSION, 5);
        several.add(new long[] {7, 7, 8}, new int[] {0, 1, 2}, random(3, 1), random(3, 2));
        RowsApart single = new RowsApart(DIMENSION, 5);
        single.add(new long[1], new int[1], random(1, 1), random(1, 2));

        assertThat(several.estimate()).isEmpty();
        assertThat(single.estimate()).isEmpty();
    }

    @Test
    void zeroPredictionsAreNotToldApart() {
        RowsApart apart = new RowsApart(DIMENSION, 5);
        apart.add(new long[9], IntStream.range(0, 9).toArray(), new float[9 * DIMENSION], random(9, 2));

        assertThat(apart.estimate()).isEmpty();
    }

    private static float[] random(int rows, long seed) {
        Random random = new Random(seed);
        float[] values = new float[rows * DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
