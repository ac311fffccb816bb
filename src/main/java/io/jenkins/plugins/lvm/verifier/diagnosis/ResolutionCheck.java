package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
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

    /**
     * Looks for a threshold below two standard errors.
     *
     * @param standardError of the actual, or null if there is none
     * @param differenceError standard error of the difference from the baseline, or null if there is none
     */
    public static Optional<Finding> finding(
            final List<GateOutcome> gates, final Double standardError, final Double differenceError, final long rows) {
        return finding(gates, GAPS, standardError, rows)
                .or(() -> finding(gates, Set.of(GateMetric.REGRESSION), differenceError, rows));
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
