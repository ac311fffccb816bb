package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.Measurements;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which means over rows the gates on a checkpoint depend on, and what is known of the gates' numbers once something is known of the means.
 * Means of differences are taken of the rows' differences, which vary less.
 */
public final class GateQuantities implements Deciding {
    /** The mean that the claim is of. */
    public static final String ACTUAL = "actual";
    /** Mean cosine above that with targets of other articles. */
    public static final String SKILL = "skill";
    /** Mean of what the service reaches above this. */
    public static final String SERVING = "serving";
    /** Mean of what the baseline reaches above this. */
    public static final String REGRESSION = "regression";
    /** Share of rows whose target stands in their own context. */
    public static final String LEAKED = "leaked";

    private static final String ALTERNATIVE = "alternative ";
    private static final String NON_FINITE = "nonFinite";
    private static final String ZERO = "zero";
    private static final String BASELINE = "baseline";
    private static final String RELATIVE = "relative ";

    private static final Interval COSINES = new Interval(-1, 1);
    private static final Interval DIFFERENCES = new Interval(-2, 2);
    private static final Interval SHARES = new Interval(0, 1);

    private final List<Gate> gates;
    private final Subject subject;
    private final Map<String, Quantity> quantities = new LinkedHashMap<>();

    /**
     * What is verified.
     *
     * @param claim that can be recomputed
     * @param kind of its mean
     * @param judging the definition that judges it
     * @param serving the one that the service uses; null when not named
     * @param others fitting ones that disagreement is looked for in; empty when the serving one is named
     * @param baseline its definition, where it is measured on the same rows; null otherwise
     * @param storedBaseline mean cosine of one that was measured before; null otherwise
     */
    public record Subject(
            @Nullable Double claim,
            MeanKind kind,
            FittingDefinition judging,
            @Nullable FittingDefinition serving,
            List<FittingDefinition> others,
            @Nullable FittingDefinition baseline,
            @Nullable Double storedBaseline) {}

    /** @param partners whether rows have partners in other articles: without any there is no skill */
    public GateQuantities(List<Gate> gates, Subject subject, boolean partners) {
        this.gates = gates;
        this.subject = subject;
        FittingDefinition judging = subject.judging();
        add(ACTUAL, COSINES, subject.kind(), actualTargets(), (rows, row) -> rows.cosine(judging, row));
        if (partners && thresholds(GateMetric.SKILL).length > 0) {
            add(
                    SKILL,
                    DIFFERENCES,
                    MeanKind.SAMPLE_MEAN,
                    thresholds(GateMetric.SKILL),
                    (rows, row) -> rows.skill(judging, row));
        }
        addDefinitions(judging);
        addBaseline(judging);
        addShare(NON_FINITE, GateMetric.NON_FINITE, (rows, row) -> rows.isNonFinite(judging, row) ? 1 : 0);
        addShare(LEAKED, GateMetric.LEAK, (rows, row) -> rows.isLeaked(row) ? 1 : 0);
        addShare(ZERO, GateMetric.ZERO_PREDICTIONS, (rows, row) -> rows.isZero(judging, row) ? 1 : 0);
    }

    private void addDefinitions(FittingDefinition judging) {
        FittingDefinition serving = subject.serving();
        if (serving != null && serving != judging && isGated(GateMetric.SERVING_GAP)) {
            addDifference(SERVING, subject.kind(), GateMetric.SERVING_GAP, serving);
        }
        if (serving == null && isGated(GateMetric.AMBIGUOUS_FORWARD)) {
            for (int i = 0; i < subject.others().size(); i++) {
                addDifference(
                        ALTERNATIVE + i,
                        subject.kind(),
                        GateMetric.AMBIGUOUS_FORWARD,
                        subject.others().get(i));
            }
        }
    }

    private void addDifference(String name, MeanKind kind, GateMetric metric, FittingDefinition other) {
        FittingDefinition judging = subject.judging();
        double[] targets = Arrays.stream(thresholds(metric))
                .flatMap(threshold -> DoubleStream.of(threshold, -threshold))
                .toArray();
        add(name, DIFFERENCES, kind, targets, (rows, row) -> rows.cosine(other, row) - rows.cosine(judging, row));
    }

    private void addBaseline(FittingDefinition judging) {
        FittingDefinition baseline = subject.baseline();
        Double stored = subject.storedBaseline();
        boolean any = isGated(GateMetric.REGRESSION) || isGated(GateMetric.REGRESSION_RELATIVE);
        if (stored != null && any) {
            double[] targets = Stream.concat(
                            Arrays.stream(thresholds(GateMetric.REGRESSION)).boxed(),
                            Arrays.stream(thresholds(GateMetric.REGRESSION_RELATIVE))
                                    .mapToObj(threshold -> threshold * stored))
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            add(
                    REGRESSION,
                    new Interval(stored - 1, stored + 1),
                    MeanKind.SAMPLE_MEAN,
                    targets,
                    (rows, row) -> stored - rows.cosine(judging, row));
        }
        if (baseline != null && any) {
            add(
                    REGRESSION,
                    DIFFERENCES,
                    MeanKind.SAMPLE_MEAN,
                    thresholds(GateMetric.REGRESSION),
                    (rows, row) -> rows.cosine(baseline, row) - rows.cosine(judging, row));
        }
        if (baseline != null && isGated(GateMetric.REGRESSION_RELATIVE)) {
            add(BASELINE, COSINES, MeanKind.SAMPLE_MEAN, new double[] {0}, (rows, row) -> rows.cosine(baseline, row));
            for (double threshold : thresholds(GateMetric.REGRESSION_RELATIVE)) {
                double share = 1 - threshold;
                double most = Math.abs(share) + 1;
                // Above 0 exactly where the loss is a greater share of the baseline's mean than the threshold, if that
                // mean is above 0.
                add(
                        RELATIVE + threshold,
                        new Interval(-most, most),
                        MeanKind.SAMPLE_MEAN,
                        new double[] {0},
                        (rows, row) -> share * rows.cosine(baseline, row) - rows.cosine(judging, row));
            }
        }
    }

    /** A share that may be above 0 has to be told from what it may be; one that may not is settled by the first row that has it. */
    private void addShare(String name, GateMetric metric, Quantity.RowValue value) {
        double[] thresholds = Arrays.stream(thresholds(metric))
                .filter(threshold -> threshold > 0)
                .toArray();
        if (thresholds.length > 0) {
            add(name, SHARES, MeanKind.SAMPLE_MEAN, thresholds, value);
        }
    }

    private void add(String name, Interval range, MeanKind kind, double[] targets, Quantity.RowValue value) {
        quantities.put(name, new Quantity(range, kind, targets, value));
    }

    private double[] actualTargets() {
        Double claim = subject.claim();
        DoubleStream floors = Arrays.stream(thresholds(GateMetric.COSINE));
        return claim == null
                ? floors.toArray()
                : DoubleStream.concat(
                                DoubleStream.concat(
                                        Arrays.stream(thresholds(GateMetric.GAP_BELOW))
                                                .map(threshold -> claim - threshold),
                                        Arrays.stream(thresholds(GateMetric.GAP_ABOVE))
                                                .map(threshold -> claim + threshold)),
                                floors)
                        .toArray();
    }

    private boolean isGated(GateMetric metric) {
        return thresholds(metric).length > 0;
    }

    @Override
    public Map<String, Quantity> quantities() {
        return quantities;
    }

    /** Name of what another definition reaches above the judging one. */
    public static String alternative(int index) {
        return ALTERNATIVE + index;
    }

    @Override
    public Map<GateMetric, Interval> intervals(Map<String, Interval> means) {
        Map<GateMetric, Interval> known = new EnumMap<>(GateMetric.class);
        Interval actual = need(means, ACTUAL);
        known.put(GateMetric.COSINE, actual);
        Double claim = subject.claim();
        if (claim != null) {
            known.put(GateMetric.GAP_BELOW, actual.map(value -> gap(GateMetric.GAP_BELOW, claim, value)));
            known.put(GateMetric.GAP_ABOVE, actual.map(value -> gap(GateMetric.GAP_ABOVE, claim, value)));
        }
        put(known, GateMetric.SKILL, means.get(SKILL));
        put(known, GateMetric.REGRESSION, means.get(REGRESSION));
        put(known, GateMetric.NON_FINITE, means.get(NON_FINITE));
        put(known, GateMetric.ZERO_PREDICTIONS, means.get(ZERO));
        put(known, GateMetric.LEAK, means.get(LEAKED));
        Interval serving = subject.serving() == subject.judging() ? new Interval(0, 0) : means.get(SERVING);
        put(known, GateMetric.SERVING_GAP, serving == null ? null : serving.absolute());
        means.entrySet().stream()
                .filter(mean -> mean.getKey().startsWith(ALTERNATIVE))
                .map(mean -> mean.getValue().absolute())
                .reduce(Interval::max)
                .ifPresent(range -> known.put(GateMetric.AMBIGUOUS_FORWARD, range));
        put(known, GateMetric.REGRESSION_RELATIVE, relative(means));
        known.keySet().removeIf(metric -> !isGated(metric));
        return known;
    }

    private static void put(Map<GateMetric, Interval> known, GateMetric metric, @Nullable Interval interval) {
        if (interval != null) {
            known.put(metric, interval);
        }
    }

    private static Interval need(Map<String, Interval> means, String name) {
        Interval found = means.get(name);
        return found == null ? COSINES : found;
    }

    private static double gap(GateMetric metric, double claim, double actual) {
        Double gap =
                metric.value(Measurements.builder().claim(claim).actual(actual).build());
        return gap == null ? 0 : gap;
    }

    /** The loss as a share: of the baseline's mean, which has to be above 0, times what each threshold's own quantity says. */
    private @Nullable Interval relative(Map<String, Interval> means) {
        Interval regression = means.get(REGRESSION);
        Double stored = subject.storedBaseline();
        if (regression == null || !isGated(GateMetric.REGRESSION_RELATIVE) || (stored != null && stored <= 0)) {
            return null;
        }
        if (stored != null) {
            return regression.map(value -> value / stored);
        }
        Interval baseline = need(means, BASELINE);
        if (baseline.low() <= 0) {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        DoubleFunction<Interval> over = threshold -> {
            Interval excess = need(means, RELATIVE + threshold);
            return new Interval(
                    threshold + Math.min(excess.low() / baseline.low(), excess.low() / baseline.high()),
                    threshold + Math.max(excess.high() / baseline.low(), excess.high() / baseline.high()));
        };
        return Arrays.stream(thresholds(GateMetric.REGRESSION_RELATIVE))
                .mapToObj(over)
                .reduce((one, other) ->
                        new Interval(Math.max(one.low(), other.low()), Math.min(one.high(), other.high())))
                .orElse(COSINES);
    }

    @Override
    public List<Gate> gates() {
        return gates;
    }
}
