package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds weights and a claim of two moments of one training run. Two epochs never agree on all digits of their metrics. */
final class EpochChecks {
    private EpochChecks() {}

    static Optional<Finding> finding(Facts facts, EpochFacts epochs) {
        Gap gap = facts.gap();
        if (gap == null || Math.abs(gap.size()) <= ClaimResolution.FLOAT_SUMS) {
            return Optional.empty();
        }
        for (EpochFacts.Sibling sibling : epochs.siblings()) {
            if (sibling.differing().isEmpty() && !same(sibling.claim(), gap.claim())) {
                return Optional.of(stale(gap, sibling.name(), sibling.claim()));
            }
        }
        for (EpochFacts.Epoch epoch : epochs.history()) {
            if (gap.reproducible() && same(epoch.claim(), gap.actual()) && !same(epoch.claim(), gap.claim())) {
                return Optional.of(weightsOf(gap, epoch.name(), epoch.claim()));
            }
        }
        for (EpochFacts.Sibling sibling : epochs.siblings()) {
            if (sibling.differing().isEmpty()) {
                continue;
            }
            if (sibling.claim() == gap.claim()) {
                return Optional.of(claimOf(gap, sibling));
            }
            if (gap.reproducible() && same(sibling.claim(), gap.actual())) {
                return Optional.of(weightsOf(gap, sibling.name(), sibling.claim()));
            }
        }
        return Optional.empty();
    }

    private static boolean same(double one, double other) {
        return Math.abs(one - other) <= ClaimResolution.FLOAT_SUMS;
    }

    private static Finding stale(Gap gap, String sibling, double claim) {
        boolean reproduced = same(claim, gap.actual());
        Map<String, Object> evidence = evidence(gap, sibling);
        evidence.put("otherClaim", claim);
        evidence.put("reproducesOtherClaim", reproduced);
        return Causes.finding(
                Cause.STALE,
                Severity.ERROR,
                "The weights are those of another checkpoint",
                "All tensors equal those of " + Causes.text(sibling) + " bit by bit, which claims " + number(claim)
                        + " where this one claims " + number(gap.claim())
                        + ". One of the two was saved with weights that are not its own.",
                evidence,
                reproduced ? 1.0 : null);
    }

    private static Finding weightsOf(Gap gap, String epoch, double claim) {
        Map<String, Object> evidence = evidence(gap, epoch);
        evidence.put("otherClaim", claim);
        return Causes.finding(
                Cause.OTHER_EPOCH,
                Severity.ERROR,
                "The claim is that of another epoch",
                "The weights reach " + number(gap.actual()) + ", exactly what is recorded for " + Causes.text(epoch)
                        + "; the claim of " + number(gap.claim()) + " is that of another moment of the training.",
                evidence,
                1.0);
    }

    private static Finding claimOf(Gap gap, EpochFacts.Sibling sibling) {
        Map<String, Object> evidence = evidence(gap, sibling.name());
        evidence.put("otherClaim", sibling.claim());
        evidence.put("tensorsThatDiffer", sibling.differing().size());
        return Causes.finding(
                Cause.OTHER_EPOCH,
                Severity.ERROR,
                "The claim is that of another epoch",
                "The claim equals the one of " + Causes.text(sibling.name())
                        + " in every digit, but the weights are not the same: "
                        + sibling.differing().size()
                        + " tensors differ. It was not measured on these weights, which reach "
                        + number(gap.actual()) + ".",
                evidence,
                1.0);
    }

    private static Map<String, Object> evidence(Gap gap, String other) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("other", Causes.text(other));
        return evidence;
    }
}
