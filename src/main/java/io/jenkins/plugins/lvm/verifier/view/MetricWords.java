package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.metric.Direction;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of the metric that is claimed, in its own figures, and its name wherever a cosine would be taken for granted. */
public final class MetricWords {
    /** Keeps "-0" away from what rounding alone has left. */
    private static final double NOTHING = 1e-12;

    private MetricWords() {}

    /** The metric of a verification; null for the cosine, and for one that this version does not know. */
    public static @Nullable Metric of(Verification verification) {
        return verification.measured() == null
                ? null
                : entry(verification.measured().metric());
    }

    /** A number of a metric; null for the cosine. */
    public static String figure(@Nullable Metric metric, @Nullable Double value) {
        return metric == null || value == null ? NumberFormats.cosine(value) : metric.figure(value);
    }

    /** A number of the metric of this name, which may be one that this version does not know; null for the cosine. */
    public static String figure(@Nullable String metric, @Nullable Double value) {
        return figure(entry(metric), value);
    }

    /** A difference of numbers of a metric, with its sign. */
    public static String difference(@Nullable Metric metric, @Nullable Double value) {
        if (metric == null || value == null) {
            return NumberFormats.difference(value);
        }
        if (Math.abs(value) < NOTHING) {
            return "0";
        }
        return (value > 0 ? "+" : "") + metric.figure(value);
    }

    /** The same by the metric's name. */
    public static String difference(@Nullable String metric, @Nullable Double value) {
        return difference(entry(metric), value);
    }

    private static @Nullable Metric entry(@Nullable String metric) {
        return Metrics.isKnown(metric) ? Metrics.named(metric) : null;
    }

    /** Whether of two numbers of the metric of this name the lower one is the better one. */
    public static boolean isLowerBetter(@Nullable String metric) {
        Metric known = entry(metric);
        return known != null && known.direction() == Direction.LOWER_IS_BETTER;
    }

    /** The same as {@link #unit(Metric)} by the metric's name. */
    public static String unit(@Nullable String metric) {
        return unit(entry(metric));
    }

    /** What is shown behind a number of a metric that is not the cosine, such as {@code  mse}; empty for the cosine. */
    public static String unit(@Nullable Metric metric) {
        return metric == null ? "" : " " + metric.name();
    }

    /** The number that a gate looked at, or its threshold. */
    static String number(GateOutcome gate, double value, @Nullable Metric metric) {
        boolean own = gate.metric() == GateMetric.GAP_BELOW || gate.metric() == GateMetric.GAP_ABOVE;
        return metric == null || !own ? NumberFormats.number(value) : metric.figure(value);
    }

    /** What the gap is, in words. */
    static String gap(@Nullable Metric metric) {
        return metric == null || metric.direction().oriented(1) > 0
                ? "actual − claim"
                : "claim − actual, as " + metric.direction().words();
    }

    /** A share of the way from chance to the best number, as people write it. */
    static String skill(double skill) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * skill);
    }

    /** For tables of names and values: nothing for the cosine. */
    static Map<String, String> property(Verification verification) {
        Metric metric = of(verification);
        return metric == null ? Map.of() : Map.of("metric", metric.name());
    }
}
