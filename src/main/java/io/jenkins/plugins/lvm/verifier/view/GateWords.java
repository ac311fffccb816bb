package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric.Direction;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gates in words and figures, the same ones wherever they are shown. */
public final class GateWords {
    private GateWords() {}

    /** What a missed gate says of the model, as a clause. */
    public static String missed(GateOutcome gate) {
        return gate.metric()
                .missed()
                .replace(
                        "{value}",
                        gate.metric().isShare()
                                ? NumberFormats.percent(gate.value())
                                : NumberFormats.number(gate.value()))
                .replace("{threshold}", NumberFormats.number(gate.threshold()));
    }

    /** A metric's name as people say it: {@code Gap below}. */
    public static String name(GateMetric metric) {
        return names(metric.name());
    }

    /** Names of metrics, separated by commas, as people say them: {@code Gap below, skill}. */
    public static String names(String metrics) {
        String words = metrics.toLowerCase(Locale.ROOT).replace('_', ' ').replace(",", ", ");
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** How a gate's number stands to its threshold. */
    public static String relation(GateOutcome gate) {
        boolean missed = gate.outcome() == Outcome.MISSED;
        return isCeiling(gate.metric()) ? (missed ? ">" : "≤") : (missed ? "<" : "≥");
    }

    /** A gate by its threshold, never by a value: {@code GAP_BELOW at most 0.0500}. */
    public static String condition(GateOutcome gate) {
        return gate.metric()
                + (isCeiling(gate.metric()) ? " at most " : " at least ")
                + NumberFormats.number(gate.threshold());
    }

    /**
     * Number and threshold: {@code GAP_BELOW 0.5402 > 0.1000}.
     *
     * @param metric what the claim is a number of; null for the cosine
     */
    public static String comparison(GateOutcome gate, @Nullable Metric metric) {
        return gate.metric() + " " + MetricWords.number(gate, gate.value(), metric) + " " + relation(gate) + " "
                + MetricWords.number(gate, gate.threshold(), metric);
    }

    /** The same in characters that every console and log shows: {@code GAP_BELOW 0.0100 <= 0.0500}. */
    public static String plainComparison(GateOutcome gate, @Nullable Metric metric) {
        boolean missed = gate.outcome() == Outcome.MISSED;
        double above = Math.nextUp(gate.threshold());
        // The largest number below a whole one: the whole one itself is the first that misses.
        boolean below = isCeiling(gate.metric())
                && gate.threshold() != Math.rint(gate.threshold())
                && above == Math.rint(above);
        String relation = isCeiling(gate.metric())
                ? (below ? (missed ? ">=" : "<") : (missed ? ">" : "<="))
                : (missed ? "<" : ">=");
        return gate.metric() + " " + MetricWords.number(gate, gate.value(), metric) + " " + relation + " "
                + MetricWords.number(gate, below ? above : gate.threshold(), metric);
    }

    /** What to do about a missed gate on the command line, such as {@code name … with --serving-forward}; empty if no setting settles it. */
    public static String commandLineAdvice(GateMetric metric) {
        return metric.setting() == null
                ? ""
                : metric.advice() + " --"
                        + metric.setting().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static boolean isCeiling(GateMetric metric) {
        return metric.direction() == Direction.CEILING;
    }
}
