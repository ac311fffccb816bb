package io.jenkins.plugins.lvm.verifier.checkpoint;

/**
 * Counts over weights.
 *
 * @param weights how many were looked at
 * @param zero how many of them are exactly 0
 * @param nonFinite how many of them are NaN or infinite
 */
public record WeightHealth(long weights, long zero, long nonFinite) {

    static final WeightHealth NONE = new WeightHealth(0, 0, 0);

    /** Share of zero or non-finite weights, 0..1; 0 without any weights. */
    public double deadShare() {
        return weights == 0 ? 0 : (double) (zero + nonFinite) / weights;
    }

    WeightHealth plus(final WeightHealth other) {
        return new WeightHealth(weights + other.weights, zero + other.zero, nonFinite + other.nonFinite);
    }
}
