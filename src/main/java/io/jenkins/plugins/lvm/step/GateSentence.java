package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.gate.GateMetric.Direction;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;

/** A gate's number and threshold in one line, in characters that every console shows. */
final class GateSentence {
    private GateSentence() {}

    /** Such as {@code GAP_BELOW 0.5402 > 0.1000}. */
    static String of(final GateOutcome gate) {
        final boolean missed = gate.outcome() == Outcome.MISSED;
        final double above = Math.nextUp(gate.threshold());
        // The largest number below a whole one: the whole one itself is the first that misses.
        final boolean below = gate.metric().direction() == Direction.CEILING
                && gate.threshold() != Math.rint(gate.threshold())
                && above == Math.rint(above);
        final String relation =
                switch (gate.metric().direction()) {
                    case CEILING -> below ? (missed ? ">=" : "<") : (missed ? ">" : "<=");
                    case FLOOR -> missed ? "<" : ">=";
                };
        return gate.metric() + " " + NumberFormats.number(gate.value()) + " " + relation + " "
                + NumberFormats.number(below ? above : gate.threshold());
    }
}
