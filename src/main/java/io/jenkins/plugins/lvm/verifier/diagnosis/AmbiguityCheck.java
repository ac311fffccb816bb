package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether good weights also load into a function that ruins them. */
public final class AmbiguityCheck {
    private AmbiguityCheck() {}

    /**
     * Looks for a fitting definition that gives something else.
     *
     * @param judging name of the definition that judged the claim
     * @param actual what it gives
     * @param gap claim and actual, or null without a claim that can be recomputed
     * @param alternatives the other fitting definitions
     * @param tolerance difference from which on they disagree
     */
    public static Optional<Finding> finding(
            final String judging,
            final double actual,
            final Gap gap,
            final List<Alternative> alternatives,
            final double tolerance) {
        if (gap == null || gap.isOpen()) {
            return Optional.empty();
        }
        return alternatives.stream()
                .filter(other -> Math.abs(other.value() - actual) > tolerance)
                .max(Comparator.comparingDouble(other -> Math.abs(other.value() - actual)))
                .map(other -> {
                    final Map<String, Object> evidence = new LinkedHashMap<>();
                    evidence.put("claim", gap.claim());
                    evidence.put("reproducedBy", judging);
                    evidence.put("value", actual);
                    evidence.put("alsoFits", other.forwardDefinition());
                    evidence.put("itsValue", other.value());
                    return Causes.finding(
                            Cause.FORWARD_DEFINITION,
                            Severity.WARNING,
                            "The weights also load into another function",
                            "The weights are good; " + number(gap.claim()) + " is reproduced by " + judging + "; "
                                    + other.forwardDefinition()
                                    + ", which loads the same weights without complaint, gives "
                                    + number(other.value())
                                    + ". Name the one that your service uses as the serving forward definition.",
                            evidence,
                            null);
                });
    }
}
