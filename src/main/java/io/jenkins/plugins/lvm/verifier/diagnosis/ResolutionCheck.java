package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether the rows can resolve what the thresholds ask. */
public final class ResolutionCheck {
    private static final Set<GateMetric> GAPS = Set.of(GateMetric.GAP_BELOW, GateMetric.GAP_ABOVE);

    private ResolutionCheck() {}

    /** Looks for a threshold below two standard errors of what is held against it. */
    static List<Finding> findings(Facts facts) {
        Verification measured = facts.measured();
        long rows = measured.split().validationRows();
        Double difference = measured.baseline() == null
                ? null
                : measured.baseline().difference().standardError();
        return finding(measured.gates(), GAPS, measured.actual().standardError(), rows)
                .or(() -> finding(measured.gates(), Set.of(GateMetric.REGRESSION), difference, rows))
                .stream()
                .toList();
    }

    private static Optional<Finding> finding(
            final List<GateOutcome> gates, final Set<GateMetric> metrics, final Double standardError, final long rows) {
        if (standardError == null) {
            return Optional.empty();
        }
        return gates.stream()
                .filter(gate -> metrics.contains(gate.metric()) && gate.threshold() < 2 * standardError)
                .min(Comparator.comparingDouble(GateOutcome::threshold))
                .map(gate -> Causes.finding(
                        Cause.RESOLUTION,
                        Severity.WARNING,
                        "A threshold is finer than the rows can resolve",
                        String.format(
                                Locale.ROOT,
                                "%s is held to %s, but the standard error on %d rows is %.4f: differences below %.4f are"
                                        + " within chance. Use more rows or a wider threshold.",
                                gate.metric(),
                                gate.threshold(),
                                rows,
                                standardError,
                                2 * standardError),
                        Map.of(
                                "metric",
                                gate.metric().name(),
                                "threshold",
                                gate.threshold(),
                                "standardError",
                                standardError,
                                "rows",
                                rows),
                        null));
    }
}
