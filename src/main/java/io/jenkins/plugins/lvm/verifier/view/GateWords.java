package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;

/** What gates look at, and what it means to miss one, in words. */
final class GateWords {
    private GateWords() {}

    /** What a metric's number is. */
    static String meaning(final GateMetric metric) {
        return switch (metric) {
            case GAP_BELOW -> "how far the model falls short of its claim";
            case GAP_ABOVE -> "how far the model exceeds its claim";
            case SKILL -> "mean cosine above its chance level";
            case NON_FINITE -> "share of predictions with NaN or infinity";
            case ZERO_PREDICTIONS -> "share of predictions that are zero";
            case DEAD_WEIGHTS -> "share of weights that are zero or not finite";
            case CLAIM_MISSING -> "1 if the checkpoint states no claim";
            case CLAIM_UNSUPPORTED -> "1 if the claim cannot be recomputed";
            case AMBIGUOUS_FORWARD -> "how far fitting forward definitions disagree while none is named as serving";
            case SERVING_GAP -> "how far the service is from the trainer's definition";
            case COSINE -> "the actual cosine";
            case REGRESSION -> "how far the model falls short of the baseline";
            case REGRESSION_RELATIVE -> "the same as a share of the baseline's cosine";
            case HELD_OUT_COSINE -> "mean cosine on rows that no trainer saw";
            case HELD_OUT_SKILL -> "the same above its chance level";
        };
    }

    /** What a missed gate says of the model. */
    static String missed(final GateOutcome gate) {
        final String value = NumberFormats.number(gate.value());
        return switch (gate.metric()) {
            case GAP_BELOW -> "it falls short of its claim by " + value;
            case GAP_ABOVE -> "it exceeds its claim by " + value;
            case SKILL -> "it predicts no better than chance";
            case NON_FINITE -> NumberFormats.percent(gate.value()) + " of its predictions are not finite";
            case ZERO_PREDICTIONS -> NumberFormats.percent(gate.value()) + " of its predictions are zero";
            case DEAD_WEIGHTS -> "all of its weights are zero or not finite";
            case CLAIM_MISSING -> "it states no claim";
            case CLAIM_UNSUPPORTED -> "its claim cannot be recomputed";
            case AMBIGUOUS_FORWARD ->
                "forward definitions that fit its weights disagree by " + value
                        + ", and none is named as the one that serves";
            case SERVING_GAP -> "the service is " + value + " away from the trainer's forward definition";
            case COSINE -> "its cosine of " + value + " is below " + NumberFormats.number(gate.threshold());
            case REGRESSION -> "it falls short of the baseline by " + value;
            case REGRESSION_RELATIVE -> "it falls short of the baseline by " + NumberFormats.percent(gate.value());
            case HELD_OUT_COSINE ->
                "on rows that no trainer saw its cosine of " + value + " is below "
                        + NumberFormats.number(gate.threshold());
            case HELD_OUT_SKILL -> "on rows that no trainer saw it predicts no better than chance";
        };
    }
}
