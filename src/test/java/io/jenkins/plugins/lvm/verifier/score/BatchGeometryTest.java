package io.jenkins.plugins.lvm.verifier.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the same numbers computed one by one. */
class BatchGeometryTest {
    private static final int ROWS = 4;
    private static final int LENGTH = 5;
    private static final int DIMENSION = 7;

    private final float[] contexts = random(ROWS * LENGTH * DIMENSION + 3, 11);
    private final float[] targets = random(ROWS * DIMENSION + 3, 12);

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private double[] context(int row, int position) {
        return vector(contexts, row * LENGTH + position);
    }

    private double[] target(int row) {
        return vector(targets, row);
    }

    private static double[] vector(float[] values, int number) {
        double[] vector = new double[DIMENSION];
        Arrays.setAll(vector, i -> values[number * DIMENSION + i]);
        return vector;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double cosine(double[] one, double[] other, double epsilon) {
        return dot(one, other) / ((Math.sqrt(dot(one, one)) + epsilon) * (Math.sqrt(dot(other, other)) + epsilon));
    }

    private BatchGeometry geometry() {
        return new BatchGeometry(contexts, targets, ROWS, LENGTH, DIMENSION);
    }

    @Test
    void givesLengthsAndAngles() {
        BatchGeometry geometry = geometry();

        for (int row = 0; row < ROWS; row++) {
            assertThat(geometry.targetNorm(row)).isCloseTo(Math.sqrt(dot(target(row), target(row))), within(1e-12));
            for (int position = 0; position < LENGTH; position++) {
                double[] vector = context(row, position);
                assertThat(geometry.norm(row, position)).isCloseTo(Math.sqrt(dot(vector, vector)), within(1e-12));
                assertThat(geometry.withTarget(row, position)).isCloseTo(cosine(vector, target(row), 0), within(1e-12));
                if (position > 0) {
                    assertThat(geometry.withNeighbour(row, position))
                            .isCloseTo(cosine(vector, context(row, position - 1), 0), within(1e-12));
                }
            }
        }
    }

    @Test
    void measuresNaivePredictorsAsATrainerWould() {
        BatchGeometry geometry = geometry();

        for (int row = 0; row < ROWS; row++) {
            double[] mean = new double[DIMENSION];
            for (int position = 0; position < LENGTH; position++) {
                for (int i = 0; i < DIMENSION; i++) {
                    mean[i] += context(row, position)[i] / LENGTH;
                }
            }
            assertThat(geometry.copyLast(row))
                    .isCloseTo(cosine(context(row, LENGTH - 1), target(row), 1e-8), within(1e-12));
            assertThat(geometry.contextMean(row)).isCloseTo(cosine(mean, target(row), 1e-8), within(1e-12));
        }
    }

    @Test
    void aVectorWithoutDirectionIsLikeNothing() {
        float[] zeros = new float[LENGTH * DIMENSION];
        float[] infinite = targets.clone();
        infinite[0] = Float.POSITIVE_INFINITY;

        assertThat(new BatchGeometry(zeros, targets, 1, LENGTH, DIMENSION).withTarget(0, 0))
                .isZero();
        assertThat(new BatchGeometry(contexts, infinite, 1, LENGTH, DIMENSION).withTarget(0, 0))
                .isZero();
        assertThat(new BatchGeometry(zeros, targets, 1, LENGTH, DIMENSION).contextMean(0))
                .isZero();
    }
}
