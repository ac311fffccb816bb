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
        float[] predictions = new float[32];
        float[] targets = new float[32];
        for (int row = 0; row < 16; row++) {
            predictions[2 * row + (row == 0 ? 1 : 0)] = 1;
            targets[2 * row] = 1;
        }
        targets[31] = 1;
        RowsApart apart = new RowsApart(2, 14);

        apart.add(new long[16], IntStream.range(40, 56).toArray(), predictions, targets);

        // Only the first and the last row are more than fourteen apart.
        double half = Math.sqrt(0.5);
        double own = (0 + 14 + half) / 16;
        double others = (half + 1) / 2;
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
    void saysNothingOfSeveralArticlesNorOfFewRows() {
        RowsApart several = new RowsApart(DIMENSION, 5);
        long[] articles = new long[30];
        articles[29] = 1;
        several.add(articles, IntStream.range(0, 30).toArray(), random(30, 1), random(30, 2));
        RowsApart few = new RowsApart(DIMENSION, 5);
        few.add(new long[15], IntStream.range(0, 15).toArray(), random(15, 1), random(15, 2));

        assertThat(several.estimate()).isEmpty();
        assertThat(few.estimate()).isEmpty();
    }

    @Test
    void zeroPredictionsAreNotToldApart() {
        RowsApart apart = new RowsApart(DIMENSION, 5);
        apart.add(new long[20], IntStream.range(0, 20).toArray(), new float[20 * DIMENSION], random(20, 2));

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
