package io.jenkins.plugins.lvm.verifier.score;

import java.util.Arrays;
import java.util.Optional;

/**
 * Whether predictions are nearer to their own targets than to other targets of the same article. It takes the place of skill where only
 * one article validates, so that there is no chance level: targets of one article are alike, so this is less than skill is, but what is
 * guessed has none of it.
 *
 * <p>Rows that share vectors are not held against each other. Neighbours depend on each other, so the standard error is that of W. K.
 * Newey and K. D. West, "A Simple, Positive Semi-Definite, Heteroskedasticity and Autocorrelation Consistent Covariance Matrix",
 * Econometrica 55 (1987) 703–708, with as many lags as a context has vectors, and not below that of independent rows. Of rows of
 * one article that trained models predicted, 20 of 750 sets of 12 rows are less than one standard error apart, 3 of 690 of 15, none of 642 of
 * 16 and one of 1113 of more; of sets predicted by random weights 12 of 1000 reach one (decision 0015).
 */
public final class RowsApart {
    /** Of fewer rows so little can be told that a trained model would be doubted now and then. */
    private static final int FEWEST_ROWS = 16;
    /** The pairs of so many rows take a fraction of a second. */
    private static final int MOST_ROWS = 512;

    private final int dimension;
    private final int overlap;
    private float[] predictions = new float[0];
    private float[] targets = new float[0];
    private int[] rows = new int[0];
    private int count;
    private long group;
    private boolean several;

    /**
     * Begins with no rows.
     *
     * @param dimension components of a vector
     * @param overlap distance in rows up to which two rows can share vectors: the length of a context
     */
    public RowsApart(int dimension, int overlap) {
        this.dimension = dimension;
        this.overlap = overlap;
    }

    /**
     * How far apart rows are told.
     *
     * @param difference mean cosine with the own target, less that with others
     * @param standardError of it, above 0
     */
    public record Estimate(double difference, double standardError) {}

    /**
     * Adds rows in file order; of more than one group nothing is kept.
     *
     * @param groups article of each row
     * @param numbers of the rows in the file
     * @param predicted row-major [size, dimension], of any length
     * @param wanted row-major [size, dimension], of any length
     */
    public void add(long[] groups, int[] numbers, float[] predicted, float[] wanted) {
        for (int row = 0; row < numbers.length && !several && count < MOST_ROWS; row++) {
            if (count > 0 && groups[row] != group) {
                several = true;
                predictions = new float[0];
                targets = new float[0];
            } else {
                group = groups[row];
                keep(numbers[row], predicted, wanted, row * dimension);
            }
        }
    }

    private void keep(int number, float[] predicted, float[] wanted, int from) {
        if (count == rows.length) {
            int room = Math.min(MOST_ROWS, Math.max(64, 2 * count));
            predictions = Arrays.copyOf(predictions, room * dimension);
            targets = Arrays.copyOf(targets, room * dimension);
            rows = Arrays.copyOf(rows, room);
        }
        System.arraycopy(predicted, from, predictions, count * dimension, dimension);
        System.arraycopy(wanted, from, targets, count * dimension, dimension);
        rows[count++] = number;
    }

    /** The estimate; empty for rows of several articles, for fewer than {@value #FEWEST_ROWS}, and where all pairs are alike. */
    public Optional<Estimate> estimate() {
        if (several || count < FEWEST_ROWS) {
            return Optional.empty();
        }
        boolean far = rows[count - 1] - rows[0] > overlap;
        double[] differences = new double[count];
        double[] others = new double[count];
        int[] pairs = new int[count];
        for (int row = 0; row < count; row++) {
            for (int other = 0; other < count; other++) {
                boolean counts = far ? Math.abs(rows[row] - rows[other]) > overlap : row != other;
                if (counts) {
                    others[row] += cosine(row, other);
                    pairs[row]++;
                }
            }
            differences[row] = cosine(row, row);
        }
        double level = Arrays.stream(others).sum() / Arrays.stream(pairs).sum();
        double difference = mean(differences) - level;
        for (int row = 0; row < count; row++) {
            differences[row] -= pairs[row] == 0 ? level : others[row] / pairs[row];
        }
        double error = standardError(differences);
        return error > 0 ? Optional.of(new Estimate(difference, error)) : Optional.empty();
    }

    private double cosine(int row, int other) {
        return Vectors.cosine(predictions, row * dimension, targets, other * dimension, dimension);
    }

    private double standardError(double[] values) {
        double mean = mean(values);
        double independent = covariance(values, mean, 0);
        double variance = independent;
        int lags = Math.min(overlap, count - 1);
        for (int lag = 1; lag <= lags; lag++) {
            variance += 2 * (1 - lag / (lags + 1.0)) * covariance(values, mean, lag);
        }
        return Math.sqrt(Math.max(independent, variance) / count);
    }

    private static double covariance(double[] values, double mean, int lag) {
        double sum = 0;
        for (int i = lag; i < values.length; i++) {
            sum += (values[i] - mean) * (values[i - lag] - mean);
        }
        return sum / values.length;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
