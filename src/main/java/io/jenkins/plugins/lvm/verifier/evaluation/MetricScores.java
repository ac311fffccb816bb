package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import io.jenkins.plugins.lvm.verifier.score.PairedDifference;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a metric keeps of each row, in evaluation order, and the number that it makes of them.
 *
 * @param values of each row
 * @param others of each row, the mean over targets of other articles in place of the own one; NaN where a row met none
 * @param candidates among how many each target is looked for; 0 where none is
 */
public record MetricScores(Metric metric, double[] values, double[] others, long candidates) {

    /**
     * The number of all rows.
     *
     * @param clusters article of each row; null where the data names none
     * @param kind of mean that is held against the claim
     * @param batch rows in a batch of the trainer's validation
     * @param leftOut what is said of cosines only, in words
     */
    public Measured measured(int @Nullable [] clusters, MeanKind kind, int batch, List<String> leftOut) {
        CosineStatistics spread = CosineStatistics.of(metric.combination().pseudoValues(values), clusters);
        return new Measured(
                metric.name(),
                kind,
                metric.combination().of(values, 0, values.length),
                batchMean(batch),
                Measurement.number(spread.standardError()),
                spread.clustered() ? "CLUSTERED_BY_ARTICLE" : "INDEPENDENT",
                Measurement.number(metric.chance().of(values, others, candidates)),
                leftOut);
    }

    private double batchMean(int batch) {
        double sum = 0;
        int batches = 0;
        for (int from = 0; from < values.length; from += batch) {
            sum += metric.combination().of(values, from, Math.min(values.length, from + batch));
            batches++;
        }
        return sum / batches;
    }

    /**
     * How much better these rows are than another model's of the same rows: above 0 where they are, whatever the metric's direction. Of
     * a number that is not a mean of rows, each row counts with what it contributes to it.
     *
     * @param clusters article of each row; null where the data names none
     */
    public PairedDifference against(MetricScores theirs, int @Nullable [] clusters) {
        return PairedDifference.of(oriented(), theirs.oriented(), clusters);
    }

    private double[] oriented() {
        return Arrays.stream(metric.combination().pseudoValues(values))
                .map(metric.direction()::oriented)
                .toArray();
    }
}
