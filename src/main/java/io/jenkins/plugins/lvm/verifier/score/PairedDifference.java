package io.jenkins.plugins.lvm.verifier.score;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * How much better or worse one model is than another, on the same rows.
 *
 * @param mean ours minus theirs
 * @param standardError of the mean; NaN where it cannot be said
 * @param clustered whether the standard error takes each article as one cluster of dependent rows
 * @param low lower end of the 95 % confidence interval; NaN where it cannot be said
 * @param high upper end
 * @param better rows on which ours is greater
 * @param worse rows on which ours is smaller
 * @see <a href="https://arxiv.org/abs/2411.00640">E. Miller, Adding Error Bars to Evals, 2024: paired differences with standard errors
 *     clustered by what the questions share</a>
 */
public record PairedDifference(
        double mean, double standardError, boolean clustered, double low, double high, long better, long worse) {
    private static final double CONFIDENCE = 0.95;

    /**
     * Compares row by row: what makes a row hard for both cancels out. The interval is Student's, with one degree of freedom less than
     * there are clusters.
     *
     * @param ours a cosine for each row, at least one
     * @param theirs the other model's for the same rows
     * @param articles article of each row; null where the data names none
     */
    public static PairedDifference of(double[] ours, double[] theirs, int @Nullable [] articles) {
        if (ours.length != theirs.length) {
            throw new IllegalArgumentException(ours.length + " rows against " + theirs.length);
        }
        final double[] differences = new double[ours.length];
        Arrays.setAll(differences, row -> ours[row] - theirs[row]);
        final CosineStatistics statistics = CosineStatistics.of(differences, articles);
        double reach = CosineStatistics.reach(
                statistics.standardError(),
                statistics.clustered() ? statistics.clusters() : differences.length,
                CONFIDENCE);
        return new PairedDifference(
                statistics.sampleMean(),
                statistics.standardError(),
                statistics.clustered(),
                statistics.sampleMean() - reach,
                statistics.sampleMean() + reach,
                Arrays.stream(differences).filter(difference -> difference > 0).count(),
                Arrays.stream(differences).filter(difference -> difference < 0).count());
    }

    /** How far the 95 % confidence interval of a difference of two independent means reaches to either side. */
    public static double reach(final double standardError) {
        return new NormalDistribution().inverseCumulativeProbability((1 + CONFIDENCE) / 2) * standardError;
    }
}
