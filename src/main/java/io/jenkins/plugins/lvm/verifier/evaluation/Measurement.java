package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.ActualBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Apart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import io.jenkins.plugins.lvm.verifier.score.RowsApart;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Makes the numbers of a report from the scores of rows. */
public final class Measurement {
    private Measurement() {}

    /**
     * Computes the numbers of one checkpoint on its rows.
     *
     * @param apart whether rows of one article are told apart; null where there is a chance level, or that was not looked at
     * @param clusters article of each row in evaluation order; null where the data names none
     * @param kind of mean that is held against the claim
     */
    public static Actual of(
            DefinitionScores scores,
            OptionalDouble chance,
            RowsApart.@Nullable Estimate apart,
            int @Nullable [] clusters,
            MeanKind kind,
            int batchSize) {
        CosineStatistics statistics = CosineStatistics.of(scores.cosines(), clusters);
        double batchMean = scores.batchMean(batchSize);
        return new ActualBuilder()
                .value(kind == MeanKind.BATCH_MEAN ? batchMean : statistics.sampleMean())
                .kind(kind)
                .sampleMean(statistics.sampleMean())
                .batchMean(batchMean)
                .mse(scores.meanSquaredError(batchSize))
                .standardDeviation(statistics.standardDeviation())
                .standardError(number(statistics.standardError()))
                .standardErrorKind(statistics.clustered() ? "CLUSTERED_BY_ARTICLE" : "INDEPENDENT")
                .min(statistics.min())
                .max(statistics.max())
                .percentiles(statistics.percentiles())
                .histogram(new Histogram(-1, 1, statistics.histogram()))
                .chance(chance.isPresent() ? Double.valueOf(chance.getAsDouble()) : null)
                .skill(chance.isPresent() ? Double.valueOf(statistics.sampleMean() - chance.getAsDouble()) : null)
                .rowsApart(apart == null ? null : new Apart(apart.difference(), apart.standardError()))
                .nonFinite(scores.nonFiniteShare())
                .zeroPredictions(scores.zeroShare())
                .meanNorm(scores.meanNorm())
                .build();
    }

    /**
     * How far an actual may lie from that of other rows by chance; NaN if that cannot be said.
     *
     * @param clusters article of each row; null where the data names none
     */
    public static double reach(Actual actual, int @Nullable [] clusters, double confidence) {
        if (actual.standardError() == null) {
            return Double.NaN;
        }
        long units = clusters == null
                ? actual.histogram().counts().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                : Arrays.stream(clusters).distinct().count();
        return CosineStatistics.reach(actual.standardError(), units, confidence);
    }

    /** A number for the report; null of what is not a number. */
    public static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : Double.valueOf(value);
    }
}
