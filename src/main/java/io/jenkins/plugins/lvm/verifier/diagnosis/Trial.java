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
 * @param scale scale of the positional component
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
        /** The scale that the checkpoint itself records for training. */
        TRAINING_SCALE(Cause.POSITIONAL, "recorded positional scales"),
        STATISTIC(Cause.STATISTIC, "other means"),
        KIND(Cause.CLAIM_KIND, "other quantities"),
        SUBSET(Cause.CLAIM_SUBSET, "first batches"),
        /** As many of the first batches as the checkpoint itself records. */
        LIMIT(Cause.CLAIM_SUBSET, "recorded limits of batches"),
        RANKS(Cause.WORLD_SIZE, "means over ranks"),
        SHIFT(Cause.SHIFT, "targets of neighbouring rows");

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
            case POSITIONAL, TRAINING_SCALE -> "positional scale " + scale;
            case STATISTIC -> "the " + statistic;
            case KIND, SUBSET, LIMIT, RANKS, SHIFT -> statistic;
        };
    }

    /** Whether a scale or a count of batches was searched for that nobody recorded: one can be found for many claims, so it is never exact. */
    boolean isSearched() {
        return changed.contains(Factor.SUBSET) || changed.contains(Factor.POSITIONAL);
    }

    /** Whether it differs in the positional scale and nothing else. */
    public boolean isOfScaleAlone() {
        return changed.equals(Set.of(Factor.POSITIONAL)) || changed.equals(Set.of(Factor.TRAINING_SCALE));
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
