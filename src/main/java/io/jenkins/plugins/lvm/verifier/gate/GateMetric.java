package io.jenkins.plugins.lvm.verifier.gate;

import static io.jenkins.plugins.lvm.verifier.gate.Criticality.FAILED;
import static io.jenkins.plugins.lvm.verifier.gate.Criticality.UNSTABLE;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a gate can hold. A constant is all there is to know of one: how it is computed of the measurements, which side of a
 * threshold is missed (equality always passes), what applies when nobody sets a threshold, and its words. In these, {@code {value}} and
 * {@code {threshold}} stand for the numbers.
 */
public enum GateMetric {
    /** Claim minus actual: how far the model falls short of its claim. */
    GAP_BELOW(ceiling(m -> difference(m.claim(), m.actual()))
            .standard(0.05, UNSTABLE)
            .standard(0.10, FAILED)
            .is("how far the model falls short of its claim")
            .missed("it falls short of its claim by {value}")),
    /** Actual minus claim: how far the model exceeds its claim. On rows that may have been trained on that is not a fault. */
    GAP_ABOVE(ceiling(m -> difference(m.actual(), m.claim()))
            .standard(0.05, UNSTABLE)
            .standard(0.10, FAILED)
            .onlyNotedUnless(Measurements::reproducible)
            .is("how far the model exceeds its claim")
            .missed("it exceeds its claim by {value}")),
    /** What the rows with the lowest cosines reach minus the claim, where the actual is above it and rows may have been trained on. */
    GAP_UNEXPLAINED(ceiling(Measurements::unexplained)
            .standard(0, UNSTABLE)
            .is("how far the claim lies below what any share of the rows could reach")
            .missed("it exceeds its claim by more than training on the rows used explains")),
    /** How far the model falls short of its claim, as a share of the claim: of any metric, in no unit. */
    GAP_BELOW_RELATIVE(ceiling(m -> share(difference(m.claim(), m.actual()), m.claim()))
            .whenSet(UNSTABLE)
            .whenSet(FAILED)
            .share()
            .is("how far the model falls short of its claim, as a share of the claim")
            .missed("it falls short of its claim by {value} of it")),
    /** How far it exceeds its claim, as a share of the claim. On rows that may have been trained on that is not a fault. */
    GAP_ABOVE_RELATIVE(ceiling(m -> share(difference(m.actual(), m.claim()), m.claim()))
            .whenSet(UNSTABLE)
            .whenSet(FAILED)
            .share()
            .onlyNotedUnless(Measurements::reproducible)
            .is("how far the model exceeds its claim, as a share of the claim")
            .missed("it exceeds its claim by {value} of it")),
    /** How far a retrieval metric, a share of hits or a mean reciprocal rank, falls short of its claim. */
    RETRIEVAL_BELOW(ceiling(Measurements::retrievalBelow)
            .standard(0.05, UNSTABLE)
            .standard(0.10, FAILED)
            .share()
            .is("how far a retrieval metric falls short of its claim, as a share of the rows")
            .missed("a retrieval metric falls short of its claim by {value} of the rows")),
    /** How far one exceeds it. On rows that may have been trained on that is not a fault. */
    RETRIEVAL_ABOVE(ceiling(Measurements::retrievalAbove)
            .standard(0.05, UNSTABLE)
            .standard(0.10, FAILED)
            .share()
            .onlyNotedUnless(Measurements::reproducible)
            .is("how far a retrieval metric exceeds its claim, as a share of the rows")
            .missed("a retrieval metric exceeds its claim by {value} of the rows")),
    /** Mean cosine minus its chance level. */
    SKILL(floor(Measurements::skill)
            .standard(0.02, FAILED)
            .is("mean cosine above its chance level")
            .missed("it predicts no better than chance")),
    /** Of a metric other than the cosine: how much of the way from chance to the best number the actual is. */
    METRIC_SKILL(floor(Measurements::metricSkill)
            .standard(0.02, FAILED)
            .share()
            .is("how much of the way from chance to the best number of the metric the model gets")
            .missed("it predicts no better than chance")),
    /** Standard errors by which predictions are nearer to their own targets than to others, where one article validates alone. */
    ROWS_APART(floor(Measurements::rowsApart)
            .standard(1, UNSTABLE)
            .is("standard errors by which predictions are nearer to their own targets, where skill cannot be told")
            .missed("its predictions are no nearer to their own targets than to others of the same few rows")),
    /** Share of rows whose target stands in their own context, 0..1. */
    LEAK(ceiling(Measurements::leaked)
            .standard(0.1, UNSTABLE)
            .share()
            .is("share of rows whose target stands in their own context")
            .missed("in {value} of the rows the target stands in the context")),
    /** Share of predictions that hold a NaN or an infinity, 0..1. */
    NON_FINITE(ceiling(Measurements::nonFinite)
            .standard(0, FAILED)
            .share()
            .is("share of predictions with NaN or infinity")
            .missed("{value} of its predictions are not finite")),
    /** Share of predictions whose norm is zero, 0..1. */
    ZERO_PREDICTIONS(ceiling(Measurements::zeroPredictions)
            .standard(0, FAILED)
            .share()
            .is("share of predictions that are zero")
            .missed("{value} of its predictions are zero")),
    /** Share of the weights that are zero or not finite, 0..1: missed only when all of them are. */
    DEAD_WEIGHTS(ceiling(Measurements::deadWeights)
            .standard(Math.nextDown(1.0), FAILED)
            .share()
            .is("share of weights that are zero or not finite")
            .missed("all of its weights are zero or not finite")),
    /** 1 if the checkpoint holds no claim, else 0. */
    CLAIM_MISSING(ceiling(m -> m.claimPresent() ? 0.0 : 1.0)
            .standard(0, UNSTABLE)
            .is("1 if the checkpoint states no claim")
            .missed("it states no claim")
            .settledBy("decide what that means with", "onMissingClaim")),
    /** 1 if the checkpoint's claim cannot be recomputed, else 0. */
    CLAIM_UNSUPPORTED(ceiling(m -> m.claimPresent() && !m.claimSupported() ? 1.0 : 0.0)
            .standard(0, UNSTABLE)
            .is("1 if the claim cannot be recomputed")
            .missed("its claim cannot be recomputed")
            .settledBy("decide what that means with", "onUnsupported")),
    /**
     * Largest difference between the trainer's forward definition and another one that fits, when none is named as serving. Of a model whose
     * trainer is known it is only noted that it also loads into what a service is known to build, unless the user says what that means.
     */
    AMBIGUOUS_FORWARD(ceiling(Measurements::forwardDisagreement)
            .standard(0.05, UNSTABLE)
            .onlyNotedByDefaultUnless(measurements -> !measurements.onlyServicesDisagree())
            .is("how far fitting forward definitions disagree while none is named as serving")
            .missed("forward definitions that fit its weights disagree by {value},"
                    + " and none is named as the one that serves")
            .settledBy("name the one that your service uses with", "servingForward")),
    /** Largest difference between the state dict that judges and another one of the file, when none is named as serving. */
    AMBIGUOUS_WEIGHTS(ceiling(Measurements::weightsDisagreement)
            .standard(0.05, UNSTABLE)
            .is("how far state dicts of the file disagree while none is named as serving")
            .missed("state dicts of the file disagree by {value}, and none is named as the one that serves")
            .settledBy("name the one that your service loads with", "servingWeights")),
    /** Largest difference of the judging definition's outputs from those that the checkpoint's own probe records. */
    PROBE(ceiling(Measurements::probe)
            .standard(1e-4, FAILED)
            .is("how far the forward definition is from the checkpoint's own probe")
            .missed("its own probe says that it computes something else")),
    /** Absolute difference between the trainer's forward definition and weights and those that the service uses. */
    SERVING_GAP(ceiling(Measurements::servingGap)
            .standard(0.05, FAILED)
            .is("how far the service is from the trainer's definition")
            .missed("the service is {value} away from the trainer's forward definition")),
    /** The actual cosine itself. */
    COSINE(floor(Measurements::cosine)
            .whenSet(FAILED)
            .is("the actual cosine")
            .missed("its cosine of {value} is below {threshold}")),
    /** How far this checkpoint falls below its baseline, by the metric of the claim. */
    REGRESSION(ceiling(Measurements::regression)
            .standard(0.02, UNSTABLE)
            .is("how far the model falls short of the baseline")
            .missed("it falls short of the baseline by {value}")),
    /** The same as a share of what the baseline reaches: 0.05 is a loss of a twentieth. */
    REGRESSION_RELATIVE(ceiling(Measurements::relativeRegression)
            .whenSet(UNSTABLE)
            .share()
            .is("the same as a share of what the baseline reaches")
            .missed("it falls short of the baseline by {value}")),
    /** Mean cosine on rows that no trainer saw. */
    HELD_OUT_COSINE(floor(Measurements::heldOut)
            .whenSet(FAILED)
            .is("mean cosine on rows that no trainer saw")
            .missed("on rows that no trainer saw its cosine of {value} is below {threshold}")),
    /** Mean cosine on rows that no trainer saw, minus its chance level. */
    HELD_OUT_SKILL(floor(Measurements::heldOutSkill)
            .standard(0.02, FAILED)
            .is("the same above its chance level")
            .missed("on rows that no trainer saw it predicts no better than chance")),
    /** Largest difference of a row between a running service's prediction and the verified definition's. */
    SERVICE_GAP(ceiling(Measurements::serviceGap)
            .standard(1e-4, FAILED)
            .is("largest difference of a row between the running service and the verified definition")
            .missed("the service does not compute what was verified: a row differs by {value}")),
    /** Share of the rows due that a running service did not answer usably, 0..1. */
    SERVICE_ERRORS(ceiling(Measurements::serviceErrors)
            .standard(0, UNSTABLE)
            .standard(0.01, FAILED)
            .share()
            .is("share of rows that the running service did not answer usably")
            .missed("the service gave no usable answer to {value} of the rows"));

    /** Which side of the threshold is the bad one. */
    public enum Direction {
        /** Missed when the value is above the threshold. */
        CEILING,
        /** Missed when the value is below the threshold. */
        FLOOR
    }

    /**
     * What applies when nobody sets anything else.
     *
     * @param threshold last value that passes; null where the gate is held only if a threshold is set
     * @param criticality what missing it means
     */
    public record Standard(@Nullable Double threshold, Criticality criticality) {}

    /** Changed only while its constant is made. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Entry entry;

    GateMetric(Entry entry) {
        this.entry = entry;
    }

    public Direction direction() {
        return entry.direction;
    }

    /** Says whether a value misses a threshold of this metric. */
    public boolean isMissed(double value, double threshold) {
        return entry.direction == Direction.CEILING ? value > threshold : value < threshold;
    }

    /** The number. */
    public @Nullable Double value(Measurements measurements) {
        return entry.value.apply(measurements);
    }

    /** What applies by default, the mildest first. */
    public List<Standard> standards() {
        return entry.standards;
    }

    /** The default threshold whose miss has these consequences. */
    public double threshold(Criticality criticality) {
        return standardGates()
                .filter(gate -> gate.criticality() == criticality)
                .findFirst()
                .orElseThrow()
                .threshold();
    }

    /** The last value that passes by default, at the mildest criticality. */
    public double defaultThreshold() {
        return Objects.requireNonNull(entry.standards.get(0).threshold());
    }

    /** The gates that hold this by default; empty where one is held only if a threshold is set. */
    Stream<Gate> standardGates() {
        return entry.standards.stream()
                .filter(standard -> standard.threshold() != null)
                .map(standard -> new Gate(this, standard.threshold(), standard.criticality()));
    }

    /**
     * What missing a gate of this criticality means for these measurements.
     *
     * @param asked whether the user asks for the gate
     */
    Criticality weigh(Criticality criticality, Measurements measurements, boolean asked) {
        return (asked && entry.onlyByDefault) || entry.noteUnless.test(measurements) ? criticality : Criticality.NOTE;
    }

    /** Whether the number is a share, 0..1, rather than a cosine or a difference of cosines. */
    public boolean isShare() {
        return entry.share;
    }

    /** Whether the number is the difference between claim and actual, or made of it. */
    public boolean isGap() {
        return this == GAP_BELOW || this == GAP_ABOVE || this == GAP_BELOW_RELATIVE || this == GAP_ABOVE_RELATIVE;
    }

    /** Whether the number says something of the metric that is claimed, rather than of cosines. */
    public boolean isOfClaim() {
        return isGap() || this == METRIC_SKILL;
    }

    /** What the number is, in words. */
    public String meaning() {
        return entry.meaning;
    }

    /** What a missed gate says of the model, as a clause. */
    public String missed() {
        return entry.missed;
    }

    /** What to do with {@link #setting()}, as the beginning of a clause; null where no setting settles the matter. */
    public @Nullable String advice() {
        return entry.advice;
    }

    /** Name of the setting that settles a missed gate. */
    public @Nullable String setting() {
        return entry.setting;
    }

    private static Entry ceiling(Function<Measurements, Double> value) {
        return new Entry(Direction.CEILING, value);
    }

    private static Entry floor(Function<Measurements, Double> value) {
        return new Entry(Direction.FLOOR, value);
    }

    /** Rounds away the last bits, so that 0.50 against 0.45 is exactly at a threshold of 0.05. */
    private static @Nullable Double difference(@Nullable Double a, @Nullable Double b) {
        return a == null || b == null ? null : Double.valueOf(Math.rint((a - b) * 1e12) / 1e12);
    }

    /** As a share of the size of another number; null where that is 0. */
    private static @Nullable Double share(@Nullable Double value, @Nullable Double whole) {
        return value == null || whole == null || whole == 0 ? null : Double.valueOf(value / Math.abs(whole));
    }

    /** Takes down what a constant says of itself. */
    private static final class Entry {
        private final Direction direction;
        private final Function<Measurements, Double> value;
        private final List<Standard> standards = new ArrayList<>(2);
        private Predicate<Measurements> noteUnless = measurements -> true;
        private boolean onlyByDefault;
        private boolean share;
        private String meaning = "";
        private String missed = "";
        private @Nullable String advice;
        private @Nullable String setting;

        Entry(Direction direction, Function<Measurements, Double> value) {
            this.direction = direction;
            this.value = value;
        }

        Entry standard(double threshold, Criticality criticality) {
            standards.add(new Standard(threshold, criticality));
            return this;
        }

        Entry whenSet(Criticality criticality) {
            standards.add(new Standard(null, criticality));
            return this;
        }

        Entry onlyNotedUnless(Predicate<Measurements> condition) {
            noteUnless = condition;
            return this;
        }

        Entry onlyNotedByDefaultUnless(Predicate<Measurements> condition) {
            onlyByDefault = true;
            return onlyNotedUnless(condition);
        }

        Entry share() {
            share = true;
            return this;
        }

        Entry is(String words) {
            meaning = words;
            return this;
        }

        Entry missed(String words) {
            missed = words;
            return this;
        }

        Entry settledBy(String words, String name) {
            advice = words;
            setting = name;
            return this;
        }
    }
}
