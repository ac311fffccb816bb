package io.jenkins.plugins.lvm.verifier.gate;

import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns numbers and thresholds into gate outcomes and a verdict. Pure: the agent and the controller run the same code on the
 * same numbers, so a report that lies about its verdict is found out.
 */
public final class GateEvaluator {
    /** Gap above which the verdict is UNSTABLE. */
    public static final double DEFAULT_UNSTABLE_THRESHOLD = 0.05;
    /** Gap above which the verdict is FAILED. */
    public static final double DEFAULT_FAIL_THRESHOLD = 0.10;
    /** Skill below which a model is no better than chance. */
    public static final double SKILL_FLOOR = 0.02;
    /** Difference tolerated between two forward definitions of the same weights. */
    public static final double DEFAULT_FORWARD_TOLERANCE = 0.05;

    /** How far a checkpoint may fall below its baseline. */
    public static final double DEFAULT_REGRESSION_THRESHOLD = 0.02;

    /** What any model must fulfil, whatever it claims. */
    static final List<Gate> SOUNDNESS = List.of(
            new Gate(GateMetric.SKILL, SKILL_FLOOR, Criticality.FAILED),
            new Gate(GateMetric.NON_FINITE, 0, Criticality.FAILED),
            new Gate(GateMetric.ZERO_PREDICTIONS, 0, Criticality.FAILED),
            new Gate(GateMetric.DEAD_WEIGHTS, Math.nextDown(1.0), Criticality.FAILED));

    private final List<Gate> gates;

    /**
     * Derives the gates from the settings.
     *
     * @throws IllegalArgumentException if the settings contradict each other; the message is for the user
     */
    public GateEvaluator(final GateSettings settings) {
        this.gates = List.copyOf(derive(settings));
    }

    /** The gates that apply, in the order in which they are reported. */
    public List<Gate> gates() {
        return gates;
    }

    /** Holds every gate whose number exists against it. */
    public List<GateOutcome> evaluate(final Measurements measurements) {
        final List<GateOutcome> outcomes = new ArrayList<>();
        for (final Gate gate : gates) {
            final Double value = value(gate.metric(), measurements);
            if (value != null) {
                outcomes.add(hold(gate, value, measurements));
            }
        }
        return List.copyOf(outcomes);
    }

    /** The worst verdict among the outcomes. */
    public static Verdict verdict(final List<GateOutcome> outcomes) {
        return outcomes.stream().map(GateOutcome::verdict).reduce(Verdict.PASSED, Verdict::and);
    }

    private static GateOutcome hold(final Gate gate, final double value, final Measurements measurements) {
        final boolean missed = gate.metric().isMissed(value, gate.threshold());
        final Criticality criticality = gate.metric() == GateMetric.GAP_ABOVE && !measurements.reproducible()
                ? Criticality.NOTE
                : gate.criticality();
        return new GateOutcome(
                gate.metric(), gate.threshold(), value, criticality, missed ? Outcome.MISSED : Outcome.PASSED);
    }

    private static List<Gate> derive(final GateSettings settings) {
        final List<Gate> gates = new ArrayList<>(settings.qualityGates());
        final boolean defaults = gates.isEmpty();
        final double unstable = orElse(settings.unstableThreshold(), DEFAULT_UNSTABLE_THRESHOLD);
        final double fail = orElse(settings.failThreshold(), DEFAULT_FAIL_THRESHOLD);
        requireThreshold("unstableThreshold", settings.unstableThreshold());
        requireThreshold("failThreshold", settings.failThreshold());
        requireThreshold("minCosine", settings.minCosine());
        if (unstable > fail
                && (defaults || (settings.unstableThreshold() != null && settings.failThreshold() != null))) {
            throw new IllegalArgumentException("unstableThreshold (" + unstable + ") is above failThreshold (" + fail
                    + "): a gap would fail the build before it made it unstable. Lower the first or raise the second.");
        }
        if (defaults || settings.unstableThreshold() != null) {
            gates.add(new Gate(GateMetric.GAP_BELOW, unstable, Criticality.UNSTABLE));
            gates.add(new Gate(GateMetric.GAP_ABOVE, unstable, Criticality.UNSTABLE));
        }
        if (defaults || settings.failThreshold() != null) {
            gates.add(new Gate(GateMetric.GAP_BELOW, fail, Criticality.FAILED));
            gates.add(new Gate(GateMetric.GAP_ABOVE, fail, Criticality.FAILED));
        }
        if (settings.minCosine() != null) {
            gates.add(new Gate(GateMetric.COSINE, settings.minCosine(), Criticality.FAILED));
        }
        requireThreshold("regressionThreshold", settings.regressionThreshold());
        requireThreshold("relativeRegressionThreshold", settings.relativeRegressionThreshold());
        requireThreshold("minHeldOutCosine", settings.minHeldOutCosine());
        if (defaults || settings.regressionThreshold() != null) {
            final double tolerated = orElse(settings.regressionThreshold(), DEFAULT_REGRESSION_THRESHOLD);
            gates.add(new Gate(GateMetric.REGRESSION, tolerated, Criticality.UNSTABLE));
        }
        if (settings.relativeRegressionThreshold() != null) {
            gates.add(new Gate(
                    GateMetric.REGRESSION_RELATIVE, settings.relativeRegressionThreshold(), Criticality.UNSTABLE));
        }
        if (settings.minHeldOutCosine() != null) {
            gates.add(new Gate(GateMetric.HELD_OUT_COSINE, settings.minHeldOutCosine(), Criticality.FAILED));
        }
        if (defaults) {
            gates.addAll(SOUNDNESS);
            gates.add(new Gate(GateMetric.HELD_OUT_SKILL, SKILL_FLOOR, Criticality.FAILED));
        }
        if (defaults || settings.servingGapThreshold() != null) {
            final double tolerated = orElse(settings.servingGapThreshold(), DEFAULT_FORWARD_TOLERANCE);
            gates.add(new Gate(GateMetric.SERVING_GAP, tolerated, Criticality.FAILED));
        }
        addSwitch(gates, GateMetric.CLAIM_MISSING, 0, settings.onMissingClaim(), defaults);
        addSwitch(gates, GateMetric.CLAIM_UNSUPPORTED, 0, settings.onUnsupported(), defaults);
        addSwitch(
                gates, GateMetric.AMBIGUOUS_FORWARD, DEFAULT_FORWARD_TOLERANCE, settings.ambiguousForward(), defaults);
        return gates;
    }

    private static void addSwitch(
            final List<Gate> gates,
            final GateMetric metric,
            final double threshold,
            final Criticality set,
            final boolean defaults) {
        if (set != null || defaults) {
            gates.add(new Gate(metric, threshold, set == null ? Criticality.UNSTABLE : set));
        }
    }

    private static void requireThreshold(final String name, final Double value) {
        if (value != null && (!Double.isFinite(value) || value < -1 || value > 2)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; cosines differ by at most 2, so give a number between -1 and 2.");
        }
    }

    private static double orElse(final Double value, final double otherwise) {
        return value == null ? otherwise : value;
    }

    private static Double value(final GateMetric metric, final Measurements m) {
        return switch (metric) {
            case GAP_BELOW -> m.claim() == null || m.actual() == null ? null : difference(m.claim(), m.actual());
            case GAP_ABOVE -> m.claim() == null || m.actual() == null ? null : difference(m.actual(), m.claim());
            case SKILL -> m.skill();
            case NON_FINITE -> m.nonFinite();
            case ZERO_PREDICTIONS -> m.zeroPredictions();
            case DEAD_WEIGHTS -> m.deadWeights();
            case CLAIM_MISSING -> m.claimPresent() ? 0.0 : 1.0;
            case CLAIM_UNSUPPORTED -> m.claimPresent() && !m.claimSupported() ? 1.0 : 0.0;
            case AMBIGUOUS_FORWARD -> m.forwardDisagreement();
            case SERVING_GAP -> m.servingGap();
            case COSINE -> m.actual();
            case REGRESSION -> m.regression();
            case REGRESSION_RELATIVE -> m.relativeRegression();
            case HELD_OUT_COSINE -> m.heldOut();
            case HELD_OUT_SKILL -> m.heldOutSkill();
        };
    }

    /** Rounds away the last bits, so that 0.50 against 0.45 is exactly at a threshold of 0.05. */
    private static double difference(final double a, final double b) {
        return Math.rint((a - b) * 1e12) / 1e12;
    }
}
