package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether a value above the claim is one that rows seen in training can give. */
final class OverlapCheck {
    private OverlapCheck() {}

    /** Looks for a claim that no share of the rows has. */
    static Optional<Finding> finding(Facts facts) {
        Overlap overlap = facts.measured().overlap();
        Claim claim = facts.measured().claim();
        if (overlap == null || claim == null || overlap.lowest() <= claim.value()) {
            return Optional.empty();
        }
        String judging = facts.measured().model().forwardDefinition();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", claim.value());
        evidence.put("measured", facts.measured().actual().value());
        evidence.put("overAllRows", overlap.mean());
        evidence.put("lowestShare", overlap.share());
        evidence.put("itsMean", overlap.lowest());
        evidence.put("rows", overlap.rows());
        evidence.put("judging", judging);
        evidence.put("unproven", facts.measured().model().unproven() != null);
        return Optional.of(Causes.finding(
                Cause.NOT_WHAT_WAS_TRAINED,
                Severity.WARNING,
                "The value is too high for the claim",
                String.format(
                        Locale.ROOT,
                        "Rows seen in training can lift a value above its claim, but not so far: by %s even the %.1f %% of all rows with"
                                + " the lowest cosines reach %s, where the claim is %s. So what was trained is another function of the"
                                + " same weights, or it was measured on other data. Name the definition that was trained, or the data.",
                        judging,
                        100 * overlap.share(),
                        number(overlap.lowest()),
                        number(claim.value())),
                evidence,
                null));
    }
}
