package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether good weights also load into a function that ruins them. */
public final class AmbiguityCheck {
    private AmbiguityCheck() {}

    /** Looks for a fitting definition that gives something else, where the judging one gives what is claimed. */
    static Optional<Finding> finding(Facts facts) {
        Gap gap = facts.gap();
        if (gap == null || !gap.isMetNearly()) {
            return Optional.empty();
        }
        double actual = facts.measured().actual().value();
        String judging = facts.measured().model().forwardDefinition();
        boolean exact = !facts.isWorthless()
                && gap.reproducible()
                && !gap.isOpen()
                && !gap.resolution().rounded();
        double tolerance = tolerance(facts.measured());
        return facts.measured().alternatives().stream()
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
                            (exact
                                            ? "The weights are good; " + number(gap.claim()) + " is reproduced by "
                                                    + judging
                                            : judging + " fits the claim of " + number(gap.claim()))
                                    + "; "
                                    + other.forwardDefinition()
                                    + ", which loads the same weights without complaint, gives "
                                    + number(other.value())
                                    + (other.rows() == null ? "" : ", as " + other.rows() + " of the rows tell")
                                    + ". Name the one that your service uses as the serving forward definition.",
                            evidence,
                            null);
                });
    }

    /** The threshold of the gate on disagreeing definitions. */
    private static double tolerance(Verification measured) {
        return measured.gates().stream()
                .filter(gate -> gate.metric() == GateMetric.AMBIGUOUS_FORWARD)
                .mapToDouble(GateOutcome::threshold)
                .min()
                .orElse(GateMetric.AMBIGUOUS_FORWARD.defaultThreshold());
    }
}
