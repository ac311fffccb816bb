package io.jenkins.plugins.lvm.verifier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowScorerTest {
    private static final int DIMENSION = 768;

    private final RowScorer scorer = new RowScorer(DIMENSION);

    @AfterEach
    void release() {
        scorer.close();
    }

    @Test
    void agreesWithAPlainLoopInDouble() {
        final int rows = 33;
        final float[] predictions = random(rows * DIMENSION, 1);
        final float[] targets = random(rows * DIMENSION, 2);

        final RowScores scores = scorer.score(predictions, targets, rows, null, null);

        for (int row = 0; row < rows; row++) {
            assertThat(scores.cosines()[row]).isCloseTo(cosine(predictions, targets, row, row), within(1e-14));
            assertThat(scores.norms()[row]).isCloseTo(norm(predictions, row), within(1e-12));
            double squares = 0;
            for (int i = 0; i < DIMENSION; i++) {
                final double difference = (double) predictions[row * DIMENSION + i] - targets[row * DIMENSION + i];
                squares += difference * difference;
            }
            assertThat(scores.squaredErrors()[row]).isCloseTo(squares / DIMENSION, within(1e-14));
        }
    }

    /** As it was measured at first: unit vectors, their products and differences, each an array of its own. */
    @Test
    void agreesWithOneOperationAfterTheOther() {
        int rows = 256;
        for (float scale : new float[] {1, 1e-6f, 1e6f}) {
            float[] targets = random(rows * DIMENSION, 11);
            float[] predictions = random(rows * DIMENSION, 12);
            long[] articles = new long[rows];
            for (int row = 0; row < rows; row++) {
                articles[row] = row < 100 ? row : row / 50;
                for (int i = row * DIMENSION; i < (row + 1) * DIMENSION; i++) {
                    // From hardly alike to nearly equal.
                    predictions[i] = scale * (targets[i] + predictions[i] * (rows - row) / rows);
                    targets[i] *= scale;
                }
            }
            INDArray predicted =
                    Nd4j.createFromArray(predictions).reshape(rows, DIMENSION).castTo(DataType.DOUBLE);
            INDArray target =
                    Nd4j.createFromArray(targets).reshape(rows, DIMENSION).castTo(DataType.DOUBLE);
            INDArray unitPredicted =
                    predicted.divColumnVector(predicted.norm2(1).add(RowScorer.EPSILON));
            INDArray unitTarget = target.divColumnVector(target.norm2(1).add(RowScorer.EPSILON));
            ChanceLevel expected = new ChanceLevel(DIMENSION);
            for (int row = 0; row < rows; row++) {
                expected.add(
                        articles[row],
                        1,
                        unitPredicted.getRow(row).toDoubleVector(),
                        unitTarget.getRow(row).toDoubleVector());
            }
            ChanceLevel chance = new ChanceLevel(DIMENSION);

            RowScores scores = scorer.score(predictions, targets, rows, chance, articles);

            assertThat(scores.cosines())
                    .containsExactly(unitPredicted.mul(unitTarget).sum(1).toDoubleVector(), offset(1e-12));
            assertThat(scores.norms()).isEqualTo(predicted.norm2(1).toDoubleVector());
            double[] squares =
                    predicted.sub(target).mul(predicted.sub(target)).mean(1).toDoubleVector();
            for (int row = 0; row < rows; row++) {
                assertThat(scores.squaredErrors()[row]).isCloseTo(squares[row], within(1e-12 * squares[row]));
            }
            assertThat(chance.value()).hasValueCloseTo(expected.value().orElseThrow(), within(1e-12));
        }
    }

    @Test
    void readsOnlyTheRowsAskedForOfALargerBuffer() {
        final float[] predictions = random(8 * DIMENSION, 3);
        final float[] targets = random(8 * DIMENSION, 4);

        assertThat(scorer.score(predictions, targets, 5, null, null).cosines()).hasSize(5);
    }

    @Test
    void countsAZeroPredictionAsCosineZero() {
        final float[] targets = random(2 * DIMENSION, 5);
        final float[] predictions = targets.clone();
        java.util.Arrays.fill(predictions, 0, DIMENSION, 0f);

        final RowScores scores = scorer.score(predictions, targets, 2, null, null);

        assertThat(scores.cosines()[0]).isZero();
        assertThat(scores.norms()[0]).isZero();
        assertThat(scores.cosines()[1]).isCloseTo(1, within(1e-8));
    }

    @Test
    void marksPredictionsThatAreNotFinite() {
        final float[] targets = random(3 * DIMENSION, 6);
        final float[] predictions = targets.clone();
        predictions[5] = Float.NaN;
        predictions[DIMENSION + 7] = Float.NEGATIVE_INFINITY;
        predictions[2 * DIMENSION] = Float.MAX_VALUE;

        final RowScores scores = scorer.score(predictions, targets, 3, null, null);

        assertThat(scores.nonFinite()).containsExactly(true, true, false);
        assertThat(scores.cosines()[0]).isZero();
        assertThat(scores.cosines()[1]).isZero();
        assertThat(scores.squaredErrors()).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void takesChanceOverAllPairsOfDifferentArticles() {
        final int rows = 20;
        final float[] predictions = random(rows * DIMENSION, 7);
        final float[] targets = random(rows * DIMENSION, 8);
        final long[] articles = new long[rows];
        for (int row = 0; row < rows; row++) {
            articles[row] = row / 6;
        }
        final ChanceLevel chance = new ChanceLevel(DIMENSION);

        score(predictions, targets, articles, chance, 7);

        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                if (articles[i] != articles[j]) {
                    sum += cosine(predictions, targets, i, j);
                    pairs++;
                }
            }
        }
        assertThat(chance.value()).hasValueCloseTo(sum / pairs, within(1e-12));
    }

    @Test
    void hasNoChanceLevelWhereThereIsOneArticle() {
        ChanceLevel chance = new ChanceLevel(DIMENSION);

        score(random(3 * DIMENSION, 9), random(3 * DIMENSION, 10), new long[3], chance, 2);

        assertThat(chance.value()).isEmpty();
    }

    /** To the last bit: whichever parts the threads take. */
    @Test
    void severalThreadsGiveTheDigitsOfOne() {
        for (int rows : new int[] {1, 2, 17, 33, 256, 500}) {
            float[] predictions = random(rows * DIMENSION, rows);
            float[] targets = random(rows * DIMENSION, rows + 1);
            predictions[DIMENSION * (rows - 1)] = Float.NaN;
            long[] articles = new long[rows];
            Random random = new Random(rows);
            for (int row = 1; row < rows; row++) {
                articles[row] = articles[row - 1] + (random.nextInt(row < 100 ? 40 : 7) == 0 ? 1 : 0);
            }
            ChanceLevel one = new ChanceLevel(DIMENSION);
            RowScores alone = scorer.score(predictions, targets, rows, one, articles);
            for (int threads : new int[] {2, 3, 8}) {
                ChanceLevel several = new ChanceLevel(DIMENSION);
                try (RowScorer shared = new RowScorer(DIMENSION, threads)) {
                    assertSame(alone, shared.score(predictions, targets, rows, several, articles));
                    assertSame(alone, shared.score(predictions, targets, rows, null, null));
                }
                assertThat(several.value()).isEqualTo(one.value());
            }
        }
    }

    private static void assertSame(RowScores expected, RowScores found) {
        assertThat(found.cosines()).isEqualTo(expected.cosines());
        assertThat(found.squaredErrors()).isEqualTo(expected.squaredErrors());
        assertThat(found.norms()).isEqualTo(expected.norms());
        assertThat(found.nonFinite()).isEqualTo(expected.nonFinite());
    }

    @Test
    void hasNoChanceLevelForASingleRow() {
        final ChanceLevel chance = new ChanceLevel(2);
        chance.add(0, 1, new double[] {1, 0}, new double[] {0, 1});

        assertThat(chance.value()).isEmpty();
    }

    private void score(
            final float[] predictions,
            final float[] targets,
            final long[] articles,
            final ChanceLevel chance,
            final int batch) {
        for (int from = 0; from < articles.length; from += batch) {
            final int to = Math.min(articles.length, from + batch);
            scorer.score(
                    java.util.Arrays.copyOfRange(predictions, from * DIMENSION, to * DIMENSION),
                    java.util.Arrays.copyOfRange(targets, from * DIMENSION, to * DIMENSION),
                    to - from,
                    chance,
                    java.util.Arrays.copyOfRange(articles, from, to));
        }
    }

    private static float[] random(final int length, final long seed) {
        final Random random = new Random(seed);
        final float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() + 0.3);
        }
        return values;
    }

    private static double cosine(final float[] a, final float[] b, final int rowA, final int rowB) {
        double dot = 0;
        for (int i = 0; i < DIMENSION; i++) {
            dot += (double) a[rowA * DIMENSION + i] * b[rowB * DIMENSION + i];
        }
        return dot / (norm(a, rowA) + 1e-8) / (norm(b, rowB) + 1e-8);
    }

    private static double norm(final float[] values, final int row) {
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            squares += (double) values[row * DIMENSION + i] * values[row * DIMENSION + i];
        }
        return Math.sqrt(squares);
    }
}
