package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
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
        String reach = difference.low() == null
                ? ""
                : ", 95 % confidence interval " + NumberFormats.difference(difference.low()) + " to "
                        + NumberFormats.difference(difference.high());
        return baseline.paired()
                ? "Row by row the cosine differs by " + NumberFormats.difference(difference.mean()) + " on average"
                        + reach
                        + "; it is better on " + NumberFormats.count(difference.better()) + " rows and worse on "
                        + NumberFormats.count(difference.worse()) + "."
                : "Not paired, because " + baseline.unpairedReason() + ": the means differ by "
                        + NumberFormats.difference(difference.mean()) + reach + ".";
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
        lines.add(SideBySide.of(
                "Claim",
                verification.claim() == null ? null : verification.claim().value(),
                baseline.claim() == null ? null : baseline.claim().value()));
        lines.add(SideBySide.of("Actual", ours.value(), theirs.value()));
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
