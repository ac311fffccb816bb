package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.share;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.GateRange;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks what a report says of rows that were drawn: a verification that stopped early has decided every gate. Throws {@link
 * IllegalArgumentException} as {@link ReportCheck} does.
 */
final class RiskCheck {
    /** Gates whose numbers depend on which rows were read. */
    private static final Set<GateMetric> SAMPLED = EnumSet.of(
            GateMetric.GAP_BELOW,
            GateMetric.GAP_ABOVE,
            GateMetric.COSINE,
            GateMetric.SKILL,
            GateMetric.AMBIGUOUS_FORWARD,
            GateMetric.SERVING_GAP,
            GateMetric.REGRESSION,
            GateMetric.REGRESSION_RELATIVE);

    /** Settled by the first row that has the defect, if none may. */
    private static final Set<GateMetric> DEFECTS =
            EnumSet.of(GateMetric.NON_FINITE, GateMetric.ZERO_PREDICTIONS, GateMetric.LEAK);

    private static final Set<GateMetric> HELD_OUT = EnumSet.of(GateMetric.HELD_OUT_COSINE, GateMetric.HELD_OUT_SKILL);

    private static final long SEEDS = 1L << 53;
    private static final double LARGEST = 1e9;
    private static final double ROUNDING = 1e-9;

    private RiskCheck() {}

    static void requireSound(Verification found) {
        Risk risk = found.risk();
        if (risk == null) {
            return;
        }
        require(risk.rows() != null, "the drawn rows are missing");
        require(risk.limit() > 0 && risk.limit() <= 0.5, "a risk is out of range");
        range(risk.seed(), 0, SEEDS - 1, "the seed of a risk");
        drawn(risk.rows());
        require(
                risk.rows().read() == found.split().validationRows()
                        && risk.rows().all() <= found.data().sequences(),
                "the rows drawn are not those of the split");
        require((risk.heldOut() == null) == (found.heldOut() == null), "held-out rows were drawn of nothing");
        if (risk.heldOut() != null && found.heldOut() != null) {
            drawn(risk.heldOut());
            require(
                    risk.heldOut().read()
                                    == found.heldOut().actual().histogram().rows()
                            && risk.heldOut().all() <= found.heldOut().data().sequences(),
                    "the held-out rows drawn are not those that were read");
        }
        require(risk.stopped() == (risk.whole() == null), "a drawing does not say whether it stopped");
        ranges(found, risk);
        for (GateOutcome gate : found.gates()) {
            requireDecided(gate, risk);
        }
    }

    private static void drawn(DrawnRows rows) {
        range(rows.all(), 1, ReportCheck.MOST_ROWS, "the number of rows");
        range(rows.read(), 1, rows.all(), "the number of rows read");
        share(rows.unseenBelow());
    }

    private static void ranges(Verification found, Risk risk) {
        Set<GateMetric> metrics = new HashSet<>();
        for (GateRange gate : risk.gates()) {
            require(gate != null && gate.metric() != null, "a range belongs to no gate");
            require(metrics.add(gate.metric()), "a gate has two ranges");
            sound(gate.range());
        }
        Range actual = risk.interval();
        if (actual != null) {
            sound(actual);
            contains(actual, found.actual().value());
            Double claim = found.measurements().claim();
            Range below = risk.of(GateMetric.GAP_BELOW);
            Range above = risk.of(GateMetric.GAP_ABOVE);
            require(
                    claim == null
                            || ((below == null || same(below, new Range(claim - actual.high(), claim - actual.low())))
                                    && (above == null
                                            || same(above, new Range(actual.low() - claim, actual.high() - claim)))),
                    "the range of a gap is not that of the actual value");
        }
    }

    private static boolean same(Range one, Range other) {
        return Math.abs(one.low() - other.low()) <= ROUNDING && Math.abs(one.high() - other.high()) <= ROUNDING;
    }

    private static void sound(Range range) {
        require(range != null && range.low() <= range.high(), "a range has no end");
        positive(Math.abs(range.low()), LARGEST, "a range");
        positive(Math.abs(range.high()), LARGEST, "a range");
    }

    private static void contains(Range range, double value) {
        require(
                value >= range.low() - ROUNDING && value <= range.high() + ROUNDING,
                "a number is outside of the range that is known of it");
    }

    /** A gate on a number that is not known exactly has one outcome wherever in its range the number is. */
    private static void requireDecided(GateOutcome gate, Risk risk) {
        boolean partly = (risk.rows().left() > 0 && (SAMPLED.contains(gate.metric()) || isShare(gate)))
                || (risk.heldOut() != null && risk.heldOut().left() > 0 && HELD_OUT.contains(gate.metric()));
        if (!partly) {
            return;
        }
        Range range = risk.of(gate.metric());
        require(range != null, "a gate was left undecided: nothing is known of " + gate.metric());
        if (range != null) {
            contains(range, gate.value());
            require(
                    gate.metric().isMissed(range.low(), gate.threshold())
                            == gate.metric().isMissed(range.high(), gate.threshold()),
                    "a gate was left undecided: " + gate.metric() + " lies on both sides of its threshold");
        }
    }

    private static boolean isShare(GateOutcome gate) {
        return DEFECTS.contains(gate.metric()) && gate.threshold() > 0;
    }
}
