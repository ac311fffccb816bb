package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The re-measured number of a metric other than the cosine, which the claim is then held against.
 *
 * @param metric its name, such as {@code mse}
 * @param kind which mean is compared with the claim
 * @param sampleMean over all rows at once
 * @param batchMean mean over batches of each batch's number
 * @param standardError of the number over all rows; null for a single row, or where all rows are of one article
 * @param standardErrorKind {@code CLUSTERED_BY_ARTICLE} or {@code INDEPENDENT}
 * @param chance what predictions reach that know nothing of their targets; null where that cannot be said
 * @param leftOut what is said of cosines only and was left out, in words
 */
public record Measured(
        String metric,
        MeanKind kind,
        double sampleMean,
        double batchMean,
        @Nullable Double standardError,
        String standardErrorKind,
        @Nullable Double chance,
        List<String> leftOut) {
    private static final int MOST_LEFT_OUT = 20;

    public Measured {
        leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    }

    /** The registry's entry. */
    public Metric entry() {
        return Objects.requireNonNull(Metrics.named(metric), metric);
    }

    /** What is compared with the claim. */
    public double value() {
        return kind == MeanKind.BATCH_MEAN ? batchMean : sampleMean;
    }

    /** How much of the way from chance to the best number it is; null where that cannot be said. */
    public @Nullable Double skill() {
        return entry().skill(sampleMean, chance);
    }

    /** How much better a number is than what is claimed: negative where it is worse. */
    public double gap(double claim) {
        return entry().direction().oriented(value()) - entry().direction().oriented(claim);
    }

    /** Throws {@link IllegalArgumentException} with what no verifier would have written. */
    void requireSound() {
        require(Metrics.isKnown(metric), "a metric is unknown");
        require(kind != null && named(standardErrorKind), "a metric lacks a part");
        for (double value : new double[] {sampleMean, batchMean, chance == null ? sampleMean : chance}) {
            require(entry().allows(value), "a number is not one of its metric");
        }
        positive(standardError, Double.MAX_VALUE, "a standard error");
        require(
                leftOut.size() <= MOST_LEFT_OUT && leftOut.stream().allMatch(Bounds::named),
                "what was left out is not a list of texts");
    }
}
