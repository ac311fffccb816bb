package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
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
import org.jspecify.annotations.Nullable;

/** Whether the rows can resolve what the thresholds ask. */
public final class ResolutionCheck {
    private static final Set<GateMetric> GAPS = Set.of(GateMetric.GAP_BELOW, GateMetric.GAP_ABOVE);

    private ResolutionCheck() {}

    /**
     * Looks for a threshold below the reach of chance. On rows that are the claim's own there is none: what makes these rows hard is in
     * both numbers.
     */
    static List<Finding> findings(Facts facts) {
        Verification measured = facts.measured();
        Difference difference =
                measured.baseline() == null ? null : measured.baseline().difference();
        Gap gap = facts.gap();
        return Optional.ofNullable(gap)
                .filter(other -> !other.reproducible())
                .flatMap(other -> finding(measured, GAPS, other.sampling().usual()))
                .or(() -> finding(measured, Set.of(GateMetric.REGRESSION), reach(difference)))
                .stream()
                .toList();
    }

    private static double reach(@Nullable Difference difference) {
        return difference == null || difference.high() == null ? Double.NaN : difference.high() - difference.mean();
    }

    private static Optional<Finding> finding(Verification measured, Set<GateMetric> metrics, double reach) {
        long rows = measured.split().validationRows();
        return measured.gates().stream()
                .filter(gate -> metrics.contains(gate.metric()) && gate.threshold() < reach)
                .min(Comparator.comparingDouble(GateOutcome::threshold))
                .map(gate -> Causes.finding(
                        Cause.RESOLUTION,
                        Severity.WARNING,
                        "A threshold is finer than the rows can resolve",
                        String.format(
                                Locale.ROOT,
                                "%s is held to %s, but on %d rows differences below %.4f are"
                                        + " within chance (95 %%). Use more rows or articles, or a wider threshold.",
                                gate.metric(),
                                gate.threshold(),
                                rows,
                                reach),
                        Map.of(
                                "metric",
                                gate.metric().name(),
                                "threshold",
                                gate.threshold(),
                                "withinChance",
                                reach,
                                "rows",
                                rows),
                        null));
    }
}
