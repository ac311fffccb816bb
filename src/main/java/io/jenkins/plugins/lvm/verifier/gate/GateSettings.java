package io.jenkins.plugins.lvm.verifier.gate;

import java.util.List;

/**
 * The thresholds as the user set them; {@code null} means "not set".
 *
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
        Double unstableThreshold,
        Double failThreshold,
        Double minCosine,
        Double servingGapThreshold,
        Double regressionThreshold,
        Double relativeRegressionThreshold,
        Double minHeldOutCosine,
        Criticality onMissingClaim,
        Criticality onUnsupported,
        Criticality ambiguousForward,
        List<Gate> qualityGates) {

    public GateSettings {
        qualityGates = qualityGates == null ? List.of() : List.copyOf(qualityGates);
    }

    /** What a sanity check judges: finite, not zero, better than noise, which a constant is not. The claim is left alone. */
    public static GateSettings sanity() {
        return new GateSettings(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(
                        new Gate(GateMetric.SKILL, GateEvaluator.SKILL_FLOOR, Criticality.FAILED),
                        new Gate(GateMetric.NON_FINITE, 0, Criticality.FAILED),
                        new Gate(GateMetric.ZERO_PREDICTIONS, 0, Criticality.FAILED),
                        new Gate(GateMetric.DEAD_WEIGHTS, Math.nextDown(1.0), Criticality.FAILED)));
    }

    /** All defaults. */
    public static GateSettings defaults() {
        return new GateSettings(null, null, null, null, null, null, null, null, null, null, List.of());
    }
}
