package io.jenkins.plugins.lvm.verifier.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Statistics of per-sample cosines.
 *
 * <p>Percentiles are those of R's type 7 and numpy's default (R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, The
 * American Statistician 50(4), 1996, page 363).
 *
 * @param sampleMean mean over samples
 * @param standardDeviation with n − 1; 0 for a single row
 * @param standardError of the mean: the larger of that of clusters and that of independent rows; NaN for a single row, or where all
 *     rows are of one article, whose spread says nothing of other articles
 * @param clusters articles that the standard error takes as clusters of dependent rows; 0 where the data names none
 * @param percentiles by linear interpolation, keys {@code p1 p5 p25 p50 p75 p95 p99}
 * @param histogram counts in {@value #BINS} equal bins from −1 to 1, the last one including 1
 */
public record CosineStatistics(
        double sampleMean,
        double standardDeviation,
        double standardError,
        int clusters,
        double min,
        double max,
        Map<String, Double> percentiles,
        List<Long> histogram) {

    /** Number of bins of the histogram. */
    public static final int BINS = 40;

    private static final int[] PERCENTILES = {1, 5, 25, 50, 75, 95, 99};

    /**
     * Computes the statistics.
     *
     * @param cosines one per row, at least one
     * @param articles article of each row; null where the data names none
     */
    public static CosineStatistics of(double[] cosines, int @Nullable [] articles) {
        try (INDArray all = Nd4j.createFromArray(cosines)) {
            final int n = cosines.length;
            final double mean = all.meanNumber().doubleValue();
            final double deviation = n == 1 ? 0 : all.stdNumber(true).doubleValue();
            double independent = n == 1 ? Double.NaN : deviation / Math.sqrt(n);
            int clusters = articles == null
                    ? 0
                    : (int) Arrays.stream(articles).distinct().count();
            return new CosineStatistics(
                    mean,
                    deviation,
                    articles == null
                            ? independent
                            : Math.max(independent, clusteredError(cosines, articles, clusters, mean)),
                    clusters,
                    all.minNumber().doubleValue(),
                    all.maxNumber().doubleValue(),
                    percentiles(cosines),
                    histogram(cosines));
        }
    }

    /** Whether the standard error takes each article as one cluster of dependent rows. */
    public boolean clustered() {
        return clusters > 0;
    }

    /**
     * How far the mean may lie from that of all such rows: Student's quantile with one degree of freedom less than there are clusters,
     * or rows where the data names no articles, times the standard error. With few clusters a normal quantile covers far too little: 72 %
     * instead of 99.7 % with two. See A. C. Cameron, D. L. Miller, "A Practitioner's Guide to Cluster-Robust Inference", Journal of Human
     * Resources 50 (2015) 317–372, section VI.
     *
     * @param standardError of the mean; NaN if there is none
     * @param units clusters, or rows
     * @param confidence such as 0.95, for both sides together
     * @return NaN without a standard error
     */
    public static double reach(double standardError, long units, double confidence) {
        return units < 2 || Double.isNaN(standardError)
                ? Double.NaN
                : new TDistribution(units - 1.0).inverseCumulativeProbability((1 + confidence) / 2) * standardError;
    }

    /**
     * The trainer's way of averaging: the mean over batches of each batch's mean, a short last batch weighing as much as a full one.
     *
     * @param values in evaluation order, at least one
     */
    public static double batchMean(double[] values, int batchSize) {
        double sum = 0;
        int batches = 0;
        for (int from = 0; from < values.length; from += batchSize) {
            int to = Math.min(values.length, from + batchSize);
            sum += Arrays.stream(values, from, to).sum() / (to - from);
            batches++;
        }
        return sum / batches;
    }

    /** Mean over samples. */
    public static double sampleMean(final double[] values) {
        try (INDArray all = Nd4j.createFromArray(values)) {
            return all.meanNumber().doubleValue();
        }
    }

    /**
     * Standard error of the mean when rows of one article depend on each other: sliding windows share vectors. The residuals of an
     * article are added up before they are squared; G / (G - 1) corrects for a finite number G of articles. NaN if there are fewer
     * than two.
     *
     * @see <a href="https://doi.org/10.1093/biomet/73.1.13">K.-Y. Liang and S. L. Zeger, Longitudinal data analysis using generalized
     *     linear models, Biometrika 73(1), 1986</a>
     * @see <a href="https://doi.org/10.3368/jhr.50.2.317">A. C. Cameron and D. L. Miller, A Practitioner's Guide to Cluster-Robust
     *     Inference, Journal of Human Resources 50(2), 2015, section II.C</a>
     */
    private static double clusteredError(double[] cosines, int[] articles, int clusters, double mean) {
        if (clusters < 2) {
            return Double.NaN;
        }
        final Map<Integer, Double> residuals = new LinkedHashMap<>();
        for (int i = 0; i < cosines.length; i++) {
            residuals.merge(articles[i], cosines[i] - mean, Double::sum);
        }
        final double squares =
                residuals.values().stream().mapToDouble(r -> r * r).sum();
        return Math.sqrt(squares * clusters / (clusters - 1.0)) / cosines.length;
    }

    private static Map<String, Double> percentiles(final double[] cosines) {
        final double[] sorted = cosines.clone();
        Arrays.sort(sorted);
        final Map<String, Double> percentiles = new LinkedHashMap<>();
        for (final int percent : PERCENTILES) {
            final double position = percent / 100.0 * (sorted.length - 1);
            final int below = (int) position;
            final int above = Math.min(below + 1, sorted.length - 1);
            percentiles.put("p" + percent, sorted[below] + (position - below) * (sorted[above] - sorted[below]));
        }
        return percentiles;
    }

    private static List<Long> histogram(final double[] cosines) {
        final long[] counts = new long[BINS];
        for (final double cosine : cosines) {
            final int bin = (int) Math.floor((cosine + 1) / 2 * BINS);
            counts[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
        final List<Long> boxed = new ArrayList<>(BINS);
        for (final long count : counts) {
            boxed.add(count);
        }
        return List.copyOf(boxed);
    }
}
