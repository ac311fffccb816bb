package io.jenkins.plugins.lvm.verifier.metric;

import static io.jenkins.plugins.lvm.verifier.metric.Direction.HIGHER_IS_BETTER;
import static io.jenkins.plugins.lvm.verifier.metric.Direction.LOWER_IS_BETTER;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All metrics. The cosine is what a verification measures by default, by the rules of its trainer; each other one has its entry here and
 * is measured beside it.
 */
public final class Metrics {
    /** The default: mean cosine of prediction and target. */
    public static final String COSINE = "cosine";

    private static final int LONGEST_NUMBER = 6;

    /**
     * A metric, or one for each whole number.
     *
     * @param shown its name, with {@code k} for the number
     */
    private record Entry(String shown, IntFunction<Metric> of) {
        Optional<Metric> named(String name) {
            if (!shown.endsWith("@k")) {
                return shown.equals(name) ? Optional.of(of.apply(0)) : Optional.empty();
            }
            Matcher matcher = Pattern.compile(Pattern.quote(shown.substring(0, shown.length() - 1)) + "([1-9]\\d{0,"
                            + (LONGEST_NUMBER - 1) + "})")
                    .matcher(name);
            return matcher.matches() ? Optional.of(of.apply(Integer.parseInt(matcher.group(1)))) : Optional.empty();
        }
    }

    private static final List<Entry> REGISTRY = List.of(
            new Entry(
                    "mse",
                    k -> new Metric(
                            "mse",
                            "mean squared error",
                            LOWER_IS_BETTER,
                            0,
                            Double.MAX_VALUE,
                            new Rows.OfVectors(Metrics::squaredError, false),
                            Combination.MEAN,
                            (rows, others, candidates) -> mean(others))),
            new Entry(
                    "mae",
                    k -> new Metric(
                            "mae",
                            "mean absolute error",
                            LOWER_IS_BETTER,
                            0,
                            Double.MAX_VALUE,
                            new Rows.OfVectors(Metrics::absoluteError, false),
                            Combination.MEAN,
                            (rows, others, candidates) -> mean(others))),
            new Entry(
                    "accuracy",
                    k -> new Metric(
                            "accuracy",
                            "share of rows whose class is right",
                            HIGHER_IS_BETTER,
                            0,
                            1,
                            new Rows.OfVectors(Classes::pair, true),
                            new Classes.Accuracy(),
                            (rows, others, candidates) -> Classes.Accuracy.chance(rows))),
            new Entry(
                    "f1",
                    k -> new Metric(
                            "f1",
                            "mean of F1 over the classes",
                            HIGHER_IS_BETTER,
                            0,
                            1,
                            new Rows.OfVectors(Classes::pair, true),
                            new Classes.MacroF1(),
                            (rows, others, candidates) -> Classes.MacroF1.chance(rows))),
            new Entry(
                    "recall@k",
                    k -> new Metric(
                            "recall@" + k,
                            "share of rows whose target is among the " + k + " nearest",
                            HIGHER_IS_BETTER,
                            0,
                            1,
                            new Rows.OfRanks(k, false),
                            Combination.MEAN,
                            (rows, others, candidates) -> Math.min(1, (double) k / candidates))),
            new Entry(
                    "mrr",
                    k -> new Metric(
                            "mrr",
                            "mean reciprocal rank of the target",
                            HIGHER_IS_BETTER,
                            0,
                            1,
                            new Rows.OfRanks(0, true),
                            Combination.MEAN,
                            (rows, others, candidates) -> harmonic(candidates) / candidates)));

    private Metrics() {}

    /**
     * The metric of a name.
     *
     * @return null for the cosine
     * @throws IllegalArgumentException if there is none; the message is for the user
     */
    public static @Nullable Metric named(@Nullable String name) {
        if (name == null || name.equals(COSINE)) {
            return null;
        }
        return find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
                                + "' is not a metric; choose one of " + names() + "."));
    }

    /** Whether it is one of those that are not the cosine. */
    public static boolean isKnown(@Nullable String name) {
        return name != null && find(name).isPresent();
    }

    private static Optional<Metric> find(String name) {
        return REGISTRY.stream().flatMap(entry -> entry.named(name).stream()).findFirst();
    }

    /** All names, with commas between them. */
    public static String names() {
        return COSINE + ", " + REGISTRY.stream().map(Entry::shown).collect(Collectors.joining(", "));
    }

    /** An example of each but the cosine, with a row each in {@code docs/metrics.md}. */
    public static List<Metric> examples() {
        return REGISTRY.stream().map(entry -> entry.of().apply(10)).toList();
    }

    /** Mean squared difference of the components; a prediction that is not finite counts as zero. */
    private static double squaredError(float[] predictions, int at, float[] targets, int target, int dimension) {
        boolean finite = isFinite(predictions, at, dimension);
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            double difference = (finite ? predictions[at + i] : 0) - (double) targets[target + i];
            sum += difference * difference;
        }
        return sum / dimension;
    }

    /** Mean absolute difference of the components; a prediction that is not finite counts as zero. */
    private static double absoluteError(float[] predictions, int at, float[] targets, int target, int dimension) {
        boolean finite = isFinite(predictions, at, dimension);
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += Math.abs((finite ? predictions[at + i] : 0) - (double) targets[target + i]);
        }
        return sum / dimension;
    }

    private static boolean isFinite(float[] predictions, int at, int dimension) {
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(predictions[at + i])) {
                return false;
            }
        }
        return true;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double harmonic(long count) {
        double sum = 0;
        for (long rank = count; rank >= 1; rank--) {
            sum += 1.0 / rank;
        }
        return sum;
    }
}
