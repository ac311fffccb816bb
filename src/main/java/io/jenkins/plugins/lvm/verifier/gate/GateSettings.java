package io.jenkins.plugins.lvm.verifier.gate;

import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds as the user set them; {@code null} means "not set".
 *
 * @param metric what the claim is a number of; the cosine when not set, whose thresholds by default hold for no other
 * @param relativeUnstableThreshold gap as a share of the claim above which the verdict is UNSTABLE; not held when not set
 * @param relativeFailThreshold the same for FAILED
 * @param unstableThreshold gap above which the verdict is UNSTABLE; 0.05 when not set
 * @param failThreshold gap above which the verdict is FAILED; 0.10 when not set
 * @param minCosine floor of the actual cosine; no floor when not set
 * @param servingGapThreshold difference tolerated between the trainer's and the serving forward definition; 0.05 when not set
 * @param regressionThreshold how far a checkpoint may fall below its baseline; 0.02 when not set
 * @param relativeRegressionThreshold the same as a share of the baseline's mean cosine; not held when not set
 * @param minHeldOutCosine floor of the mean cosine on held-out rows; no floor when not set
 * @param onMissingClaim what a checkpoint without a claim means; UNSTABLE when not set
 * @param onUnsupported what a claim that cannot be recomputed means; UNSTABLE when not set
 * @param ambiguousForward what disagreeing forward definitions mean; UNSTABLE when not set
 * @param qualityGates when not empty, these replace the default gates; thresholds that are set are added to them
 */
public record GateSettings(
        @Nullable String metric,
        @Nullable Double relativeUnstableThreshold,
        @Nullable Double relativeFailThreshold,
        @Nullable Double unstableThreshold,
        @Nullable Double failThreshold,
        @Nullable Double minCosine,
        @Nullable Double servingGapThreshold,
        @Nullable Double regressionThreshold,
        @Nullable Double relativeRegressionThreshold,
        @Nullable Double minHeldOutCosine,
        @Nullable Criticality onMissingClaim,
        @Nullable Criticality onUnsupported,
        @Nullable Criticality ambiguousForward,
        List<Gate> qualityGates) {

    /** What any model must fulfil, whatever it claims. */
    static final List<Gate> SOUNDNESS = Stream.of(
                    GateMetric.SKILL,
                    GateMetric.ROWS_APART,
                    GateMetric.NON_FINITE,
                    GateMetric.ZERO_PREDICTIONS,
                    GateMetric.DEAD_WEIGHTS)
            .flatMap(GateMetric::standardGates)
            .toList();

    public GateSettings {
        metric = Metrics.COSINE.equals(metric) ? null : metric;
        qualityGates = qualityGates == null ? List.of() : List.copyOf(qualityGates);
    }

    /** What a sanity check judges: finite, not zero, better than noise, which a constant is not. The claim is left alone. */
    public static GateSettings sanity() {
        return builder().qualityGates(SOUNDNESS).build();
    }

    /**
     * What the check of a running service judges: whether it answers, and computes what was verified. The claim is left alone.
     *
     * @param tolerance largest difference of a row that counts as the same
     */
    public static GateSettings service(double tolerance) {
        List<Gate> gates = Stream.concat(
                        Stream.of(new Gate(GateMetric.SERVICE_GAP, tolerance, Criticality.FAILED)),
                        GateMetric.SERVICE_ERRORS.standardGates())
                .toList();
        return builder().qualityGates(gates).build();
    }

    /**
     * What predictions are held to that nobody claims anything of: soundness, better than chance, and that nothing is claimed.
     *
     * @param metric other than the cosine
     */
    public static Builder withoutClaim(String metric) {
        List<Gate> gates = Stream.concat(
                        SOUNDNESS.stream(),
                        Stream.of(GateMetric.METRIC_SKILL, GateMetric.CLAIM_MISSING)
                                .flatMap(GateMetric::standardGates))
                .toList();
        return builder().metric(metric).qualityGates(gates);
    }

    /** All defaults. */
    public static GateSettings defaults() {
        return builder().build();
    }

    /** Sets what is not left to the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Each method is named after a component of the record; null sets nothing. */
    public static final class Builder {
        private @Nullable String metric;
        private @Nullable Double relativeUnstableThreshold;
        private @Nullable Double relativeFailThreshold;
        private @Nullable Double unstableThreshold;
        private @Nullable Double failThreshold;
        private @Nullable Double minCosine;
        private @Nullable Double servingGapThreshold;
        private @Nullable Double regressionThreshold;
        private @Nullable Double relativeRegressionThreshold;
        private @Nullable Double minHeldOutCosine;
        private @Nullable Criticality onMissingClaim;
        private @Nullable Criticality onUnsupported;
        private @Nullable Criticality ambiguousForward;
        private List<Gate> qualityGates = List.of();

        private Builder() {}

        public Builder metric(@Nullable String value) {
            metric = value;
            return this;
        }

        public Builder relativeUnstableThreshold(@Nullable Double value) {
            relativeUnstableThreshold = value;
            return this;
        }

        public Builder relativeFailThreshold(@Nullable Double value) {
            relativeFailThreshold = value;
            return this;
        }

        public Builder unstableThreshold(@Nullable Double value) {
            unstableThreshold = value;
            return this;
        }

        public Builder failThreshold(@Nullable Double value) {
            failThreshold = value;
            return this;
        }

        public Builder minCosine(@Nullable Double value) {
            minCosine = value;
            return this;
        }

        public Builder servingGapThreshold(@Nullable Double value) {
            servingGapThreshold = value;
            return this;
        }

        public Builder regressionThreshold(@Nullable Double value) {
            regressionThreshold = value;
            return this;
        }

        public Builder relativeRegressionThreshold(@Nullable Double value) {
            relativeRegressionThreshold = value;
            return this;
        }

        public Builder minHeldOutCosine(@Nullable Double value) {
            minHeldOutCosine = value;
            return this;
        }

        public Builder onMissingClaim(@Nullable Criticality value) {
            onMissingClaim = value;
            return this;
        }

        public Builder onUnsupported(@Nullable Criticality value) {
            onUnsupported = value;
            return this;
        }

        public Builder ambiguousForward(@Nullable Criticality value) {
            ambiguousForward = value;
            return this;
        }

        public Builder qualityGates(@Nullable List<Gate> value) {
            qualityGates = value == null ? List.of() : value;
            return this;
        }

        /** The settings. */
        public GateSettings build() {
            return new GateSettings(
                    metric,
                    relativeUnstableThreshold,
                    relativeFailThreshold,
                    unstableThreshold,
                    failThreshold,
                    minCosine,
                    servingGapThreshold,
                    regressionThreshold,
                    relativeRegressionThreshold,
                    minHeldOutCosine,
                    onMissingClaim,
                    onUnsupported,
                    ambiguousForward,
                    qualityGates);
        }
    }
}
