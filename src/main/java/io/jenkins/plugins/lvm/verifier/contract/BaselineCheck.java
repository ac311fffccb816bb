package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.ROUNDING_OF_ROWS;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.within;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;

/** Refuses what cannot be said of an earlier checkpoint beside this one. */
final class BaselineCheck {
    private BaselineCheck() {}

    static void requireSound(Verification found) {
        Baseline baseline = found.baseline();
        if (baseline == null) {
            return;
        }
        Difference difference = baseline.difference();
        require(
                named(baseline.name(), baseline.forwardDefinition())
                        && baseline.checkpoint() != null
                        && baseline.actual() != null
                        && difference != null
                        && ReportCheck.isComplete(baseline.claim())
                        && (baseline.paired()
                                ? difference.better() != null && difference.worse() != null
                                : baseline.unpairedReason() != null)
                        && (difference.low() == null) == (difference.high() == null),
                "a baseline lacks a part");
        ReportCheck.file(baseline.checkpoint(), "a baseline");
        ReportCheck.actual(baseline.actual(), "a baseline's value");
        Measured theirs = baseline.measured();
        Measured ours = found.measured();
        if (theirs != null) {
            theirs.requireSound();
        }
        require(
                (theirs == null) == (ours == null)
                        && (theirs == null || ours == null || theirs.metric().equals(ours.metric())),
                "a baseline is measured by another metric");
        within(difference.mean(), theirs == null ? 2 : Double.MAX_VALUE, "a difference to a baseline");
        positive(difference.standardError(), 1e6, "a standard error");
        if (baseline.paired() && difference.better() != null && difference.worse() != null) {
            range(difference.better(), 0, found.split().validationRows(), "the number of rows");
            range(difference.worse(), 0, found.split().validationRows() - difference.better(), "the number of rows");
        }
        require(
                Math.abs(found.oriented(found.sampleMean()) - found.oriented(baseline.sampleMean()) - difference.mean())
                        <= ROUNDING_OF_ROWS * Math.max(1, Math.abs(baseline.sampleMean())),
                "a difference is not that between the checkpoint and its baseline");
    }
}
