package io.jenkins.plugins.lvm.verifier.gate;

/** The numbers that a gate can hold, and the direction in which each is missed. Equality always passes. */
public enum GateMetric {
    /** Claim minus actual: how far the model falls short of its claim. */
    GAP_BELOW(Direction.CEILING),
    /** Actual minus claim: how far the model exceeds its claim. */
    GAP_ABOVE(Direction.CEILING),
    /** Mean cosine minus its chance level. */
    SKILL(Direction.FLOOR),
    /** Share of predictions that hold a NaN or an infinity, 0..1. */
    NON_FINITE(Direction.CEILING),
    /** Share of predictions whose norm is zero, 0..1. */
    ZERO_PREDICTIONS(Direction.CEILING),
    /** Share of the weights that are zero or not finite, 0..1: missed only when all of them are. */
    DEAD_WEIGHTS(Direction.CEILING),
    /** 1 if the checkpoint holds no claim, else 0. */
    CLAIM_MISSING(Direction.CEILING),
    /** 1 if the checkpoint's claim cannot be recomputed, else 0. */
    CLAIM_UNSUPPORTED(Direction.CEILING),
    /** Largest difference between the trainer's forward definition and another one that fits, when none is named as serving. */
    AMBIGUOUS_FORWARD(Direction.CEILING),
    /** Absolute difference between the trainer's forward definition and the one that the service uses. */
    SERVING_GAP(Direction.CEILING),
    /** The actual cosine itself. */
    COSINE(Direction.FLOOR),
    /** Baseline's mean cosine minus this checkpoint's. */
    REGRESSION(Direction.CEILING),
    /** The same as a share of the baseline's mean cosine: 0.05 is a loss of a twentieth. */
    REGRESSION_RELATIVE(Direction.CEILING),
    /** Mean cosine on rows that no trainer saw. */
    HELD_OUT_COSINE(Direction.FLOOR),
    /** Mean cosine on rows that no trainer saw, minus its chance level. */
    HELD_OUT_SKILL(Direction.FLOOR);

    /** Which side of the threshold is the bad one. */
    public enum Direction {
        /** Missed when the value is above the threshold. */
        CEILING,
        /** Missed when the value is below the threshold. */
        FLOOR
    }

    private final Direction direction;

    GateMetric(final Direction direction) {
        this.direction = direction;
    }

    public Direction direction() {
        return direction;
    }

    /** Says whether a value misses a threshold of this metric. */
    public boolean isMissed(final double value, final double threshold) {
        return direction == Direction.CEILING ? value > threshold : value < threshold;
    }
}
