package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** This checkpoint beside an earlier one. */
final class BaselineView {
    private final Verification verification;
    private final Baseline baseline;

    /** @param verification with a baseline */
    BaselineView(Verification verification) {
        this.verification = verification;
        this.baseline = Objects.requireNonNull(verification.baseline(), "It has a baseline.");
    }

    String summary() {
        Difference difference = baseline.difference();
        Metric metric = MetricWords.of(verification);
        String reach = difference.low() == null
                ? ""
                : ", 95 % confidence interval " + MetricWords.difference(metric, difference.low()) + " to "
                        + MetricWords.difference(metric, difference.high());
        return baseline.paired()
                ? "Row by row the " + (metric == null ? "cosine differs" : metric.name() + " is better") + " by "
                        + MetricWords.difference(metric, difference.mean()) + " on average" + reach
                        + "; it is better on " + NumberFormats.count(difference.better()) + " rows and worse on "
                        + NumberFormats.count(difference.worse()) + "."
                : "Not paired, because " + baseline.unpairedReason() + ": "
                        + (metric == null ? "the means differ" : metric.name() + " is better") + " by "
                        + MetricWords.difference(metric, difference.mean()) + reach + ".";
    }

    List<SideBySide> sideBySide() {
        List<SideBySide> lines = new ArrayList<>();
        lines.add(new SideBySide(
                "Checkpoint",
                verification.checkpoint().path(),
                baseline.checkpoint().path()));
        lines.add(new SideBySide(
                "Forward definition", verification.model().forwardDefinition(), baseline.forwardDefinition()));
        lines.add(new SideBySide(
                "Verdict", NumberFormats.name(verification.verdict()), NumberFormats.name(baseline.verdict())));
        Actual ours = verification.actual();
        Actual theirs = baseline.actual();
        Metric metric = MetricWords.of(verification);
        lines.add(SideBySide.of(
                metric,
                "Claim",
                verification.claim() == null ? null : verification.claim().value(),
                baseline.claim() == null ? null : baseline.claim().value()));
        lines.add(SideBySide.of(metric, "Actual", verification.value(), baseline.value()));
        if (metric != null) {
            lines.add(SideBySide.of(metric, "Number of all rows", verification.sampleMean(), baseline.sampleMean()));
            lines.add(new SideBySide("Beside it", "cosines", "cosines"));
        }
        lines.add(SideBySide.of("Mean of samples", ours.sampleMean(), theirs.sampleMean()));
        lines.add(SideBySide.of("Standard error", ours.standardError(), theirs.standardError()));
        lines.add(SideBySide.of("Standard deviation", ours.standardDeviation(), theirs.standardDeviation()));
        for (String percentile : List.of("p5", "p50", "p95")) {
            lines.add(SideBySide.of(
                    percentile.equals("p50") ? "Median" : percentile.substring(1) + " % of the rows are below",
                    ours.percentiles().get(percentile),
                    theirs.percentiles().get(percentile)));
        }
        lines.add(SideBySide.of("Least", ours.min(), theirs.min()));
        lines.add(SideBySide.of("Greatest", ours.max(), theirs.max()));
        return lines;
    }
}
