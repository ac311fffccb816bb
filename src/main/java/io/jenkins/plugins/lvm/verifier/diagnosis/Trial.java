package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One number that could have been measured instead.
 *
 * @param changed in what it differs from what was measured
 * @param forward name of the forward definition
 * @param scale scale of the positional component; null without one
 * @param split name of the rows
 * @param statistic name of the mean
 * @param value the number
 */
public record Trial(
        Set<Factor> changed, String forward, @Nullable Double scale, String split, String statistic, double value) {

    /** What can be chosen differently. */
    public enum Factor {
        FORWARD(Cause.FORWARD_DEFINITION, "other forward definitions"),
        SPLIT(Cause.SPLIT, "other splits"),
        POSITIONAL(Cause.POSITIONAL, "other positional scales"),
        STATISTIC(Cause.STATISTIC, "other means"),
        KIND(Cause.CLAIM_KIND, "other quantities"),
        SUBSET(Cause.CLAIM_SUBSET, "first batches"),
        RANKS(Cause.WORLD_SIZE, "means over ranks");

        private final Cause cause;
        private final String plural;

        Factor(Cause cause, String plural) {
            this.cause = cause;
            this.plural = plural;
        }

        /** What can be chosen differently, in words. */
        String plural() {
            return plural;
        }

        /** What a difference in this factor is called. */
        Cause cause() {
            return cause;
        }
    }

    public Trial {
        changed = Set.copyOf(changed);
    }

    /** A changed factor in words. */
    String describe(Factor factor) {
        return switch (factor) {
            case FORWARD -> forward;
            case SPLIT -> "the split " + split;
            case POSITIONAL -> "positional scale " + scale;
            case STATISTIC -> "the " + statistic;
            case KIND, SUBSET, RANKS -> statistic;
        };
    }

    Map<String, Object> evidence() {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("forwardDefinition", forward);
        if (scale != null) {
            evidence.put("positionalScale", scale);
        }
        evidence.put("split", split);
        evidence.put("statistic", statistic);
        evidence.put("value", value);
        return evidence;
    }
}
