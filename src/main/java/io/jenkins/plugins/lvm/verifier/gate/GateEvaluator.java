package io.jenkins.plugins.lvm.verifier.gate;

import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns numbers and thresholds into gate outcomes and a verdict. Pure: the agent and the controller run the same code on the
 * same numbers, so a report that lies about its verdict is found out.
 */
public final class GateEvaluator {
    private final List<Gate> gates;
    private final @Nullable String metric;
    /** Metrics of which the user says what missing them means. */
    private final Set<GateMetric> asked = EnumSet.noneOf(GateMetric.class);

    /**
     * Derives the gates from the settings.
     *
     * @throws IllegalArgumentException if the settings contradict each other; the message is for the user
     */
    public GateEvaluator(GateSettings settings) {
        this.gates = new Derivation(settings).gates();
        this.metric = settings.metric();
        settings.qualityGates().forEach(gate -> asked.add(gate.metric()));
        if (settings.ambiguousForward() != null) {
            asked.add(GateMetric.AMBIGUOUS_FORWARD);
        }
    }

    /** The gates that apply, in the order in which they are reported. */
    public List<Gate> gates() {
        return gates;
    }

    /** Name of the metric that claims are numbers of; null for the cosine. */
    public @Nullable String metric() {
        return metric;
    }

    /** Whether the metric looks for the target of each row among those of all rows. */
    public boolean isOfRanks() {
        Metric named = Metrics.named(metric);
        return named != null && named.rows() instanceof Rows.OfRanks;
    }

    /** Holds every gate whose number exists against it. */
    public List<GateOutcome> evaluate(Measurements measurements) {
        List<GateOutcome> outcomes = new ArrayList<>();
        for (Gate gate : gates) {
            Double value = gate.metric().value(measurements);
            if (value != null) {
                outcomes.add(new GateOutcome(
                        gate.metric(),
                        gate.threshold(),
                        value,
                        gate.metric().weigh(gate.criticality(), measurements, asked.contains(gate.metric())),
                        gate.metric().isMissed(value, gate.threshold()) ? Outcome.MISSED : Outcome.PASSED));
            }
        }
        return List.copyOf(outcomes);
    }

    /** The worst verdict among the outcomes. */
    public static Verdict verdict(List<GateOutcome> outcomes) {
        return outcomes.stream().map(GateOutcome::verdict).reduce(Verdict.PASSED, Verdict::and);
    }

    /** Which gates follow from the settings: explicit ones, else the defaults; and whatever has a threshold of its own. */
    private static final class Derivation {
        private final GateSettings settings;
        private final boolean defaults;
        private final @Nullable Metric metric;
        private final List<Gate> gates;

        Derivation(GateSettings settings) {
            this.settings = settings;
            this.defaults = settings.qualityGates().isEmpty();
            this.metric = Metrics.named(settings.metric());
            this.gates = new ArrayList<>(settings.qualityGates());
        }

        List<Gate> gates() {
            requireThresholds();
            for (Criticality weight : List.of(Criticality.UNSTABLE, Criticality.FAILED)) {
                if (metric == null || gapThreshold(weight) != null) {
                    add(GateMetric.GAP_BELOW, gapThreshold(weight), weight);
                    add(GateMetric.GAP_ABOVE, gapThreshold(weight), weight);
                }
                add(GateMetric.GAP_BELOW_RELATIVE, relativeThreshold(weight), weight);
                add(GateMetric.GAP_ABOVE_RELATIVE, relativeThreshold(weight), weight);
            }
            if (metric != null) {
                add(GateMetric.METRIC_SKILL, (Double) null);
            }
            add(GateMetric.GAP_UNEXPLAINED, (Double) null);
            add(GateMetric.RETRIEVAL_BELOW, (Double) null);
            add(GateMetric.RETRIEVAL_ABOVE, (Double) null);
            add(GateMetric.COSINE, settings.minCosine());
            if (metric == null || settings.regressionThreshold() != null) {
                add(GateMetric.REGRESSION, settings.regressionThreshold());
            }
            add(GateMetric.REGRESSION_RELATIVE, settings.relativeRegressionThreshold());
            add(GateMetric.HELD_OUT_COSINE, settings.minHeldOutCosine());
            if (defaults) {
                gates.addAll(GateSettings.SOUNDNESS);
            }
            add(GateMetric.HELD_OUT_SKILL, (Double) null);
            add(GateMetric.LEAK, (Double) null);
            add(GateMetric.PROBE, (Double) null);
            add(GateMetric.SERVING_GAP, settings.servingGapThreshold());
            add(GateMetric.CLAIM_MISSING, settings.onMissingClaim());
            add(GateMetric.CLAIM_UNSUPPORTED, settings.onUnsupported());
            add(GateMetric.AMBIGUOUS_FORWARD, settings.ambiguousForward());
            add(GateMetric.AMBIGUOUS_WEIGHTS, settings.ambiguousForward());
            return List.copyOf(gates);
        }

        private @Nullable Double gapThreshold(Criticality weight) {
            return weight == Criticality.UNSTABLE ? settings.unstableThreshold() : settings.failThreshold();
        }

        private @Nullable Double relativeThreshold(Criticality weight) {
            return weight == Criticality.UNSTABLE
                    ? settings.relativeUnstableThreshold()
                    : settings.relativeFailThreshold();
        }

        /** No unit but the cosine's has thresholds that suit everybody. */
        private void requireOwnThresholds() {
            boolean any = Stream.of(Criticality.UNSTABLE, Criticality.FAILED)
                    .anyMatch(weight -> gapThreshold(weight) != null || relativeThreshold(weight) != null);
            if (metric != null && defaults && !any) {
                throw new IllegalArgumentException(
                        "The metric is " + metric.name() + ", and the thresholds of the cosine"
                                + " do not apply to it. Give unstableThreshold or failThreshold (--unstable-threshold,"
                                + " --fail-threshold) in its unit, or relativeUnstableThreshold or relativeFailThreshold"
                                + " (--relative-unstable-threshold, --relative-fail-threshold) as a share of the claim.");
            }
        }

        /** The gates of a metric whose threshold can be set. */
        private void add(GateMetric metric, @Nullable Double threshold) {
            metric.standards().forEach(standard -> add(metric, threshold, standard.criticality()));
        }

        /** The gate of this criticality. */
        private void add(GateMetric metric, @Nullable Double threshold, Criticality criticality) {
            if (threshold != null) {
                gates.add(new Gate(metric, threshold, criticality));
            } else if (defaults) {
                metric.standardGates()
                        .filter(gate -> gate.criticality() == criticality)
                        .forEach(gates::add);
            }
        }

        /** The gate of a metric of which can be set what missing it means. */
        private void add(GateMetric metric, @Nullable Criticality criticality) {
            if (criticality != null) {
                gates.add(new Gate(metric, metric.defaultThreshold(), criticality));
            } else if (defaults) {
                metric.standardGates().forEach(gates::add);
            }
        }

        private void requireThresholds() {
            requireOwnThresholds();
            if (metric == null) {
                requireThreshold("unstableThreshold", settings.unstableThreshold());
                requireThreshold("failThreshold", settings.failThreshold());
            }
            requireThreshold("minCosine", settings.minCosine());
            requireThreshold("minHeldOutCosine", settings.minHeldOutCosine());
            requireOrder(
                    "relativeUnstableThreshold",
                    settings.relativeUnstableThreshold(),
                    "relativeFailThreshold",
                    settings.relativeFailThreshold());
            if (metric == null) {
                requireThreshold("regressionThreshold", settings.regressionThreshold());
                requireThreshold("relativeRegressionThreshold", settings.relativeRegressionThreshold());
            } else {
                requireOrder(
                        "unstableThreshold", settings.unstableThreshold(), "failThreshold", settings.failThreshold());
                return;
            }
            double unstable = gap(Criticality.UNSTABLE);
            double fail = gap(Criticality.FAILED);
            if (unstable > fail
                    && (defaults || (settings.unstableThreshold() != null && settings.failThreshold() != null))) {
                throw new IllegalArgumentException("unstableThreshold (" + unstable + ") is above failThreshold ("
                        + fail + "): a gap would fail the build before it made it unstable."
                        + " Lower the first or raise the second.");
            }
        }

        private static void requireOrder(String one, @Nullable Double unstable, String other, @Nullable Double fail) {
            if (unstable != null && fail != null && unstable > fail) {
                throw new IllegalArgumentException(one + " (" + unstable + ") is above " + other + " (" + fail
                        + "): a gap would fail the build before it made it unstable."
                        + " Lower the first or raise the second.");
            }
        }

        private double gap(Criticality weight) {
            Double threshold = gapThreshold(weight);
            return threshold == null ? GateMetric.GAP_BELOW.threshold(weight) : threshold;
        }

        private static void requireThreshold(String name, @Nullable Double value) {
            if (value != null && (!Double.isFinite(value) || value < -1 || value > 2)) {
                throw new IllegalArgumentException(
                        name + " is " + value + "; cosines differ by at most 2, so give a number between -1 and 2.");
            }
        }
    }
}
