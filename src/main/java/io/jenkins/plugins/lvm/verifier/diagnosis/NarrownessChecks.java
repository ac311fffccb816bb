package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds weights that were rounded after the claim was taken: moving them as much as rounding does moves the number as far as the gap. */
final class NarrownessChecks {
    /** What rounding took away, another rounding takes or gives in about the same amount; a third of it is proof enough. */
    private static final double MATTERS = 1.0 / 3;

    private NarrownessChecks() {}

    static Optional<Finding> finding(Facts facts, NarrownessFacts narrow) {
        Gap gap = facts.gap();
        if (gap == null || !facts.isBelowClaim() || narrow.perturbed().isEmpty()) {
            return Optional.empty();
        }
        double reach = narrow.perturbed().stream()
                .mapToDouble(value -> Math.abs(value - gap.actual()))
                .max()
                .orElse(0);
        if (reach < MATTERS * Math.abs(gap.size())) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("type", narrow.type());
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("afterAnotherRounding", narrow.perturbed());
        return Optional.of(Causes.finding(
                Cause.LOW_PRECISION,
                Severity.ERROR,
                "The weights were rounded to " + narrow.type(),
                "Every weight is a " + narrow.type()
                        + " number, and this model does not bear that: moving each weight at random by up to half"
                        + " of that type's last digit moves the mean from " + number(gap.actual()) + " by up to "
                        + number(reach)
                        + ", where " + number(Math.abs(gap.size())) + " are missing.",
                evidence,
                null));
    }
}
