package io.jenkins.plugins.lvm.verifier.checkpoint;

/**
 * Counts and moments of weights.
 *
 * @param weights how many were looked at
 * @param zero how many of them are exactly 0
 * @param nonFinite how many of them are NaN or infinite
 * @param largest greatest absolute value of the finite ones
 * @param sum of the finite ones
 * @param sumOfSquares of the finite ones
 */
public record WeightHealth(long weights, long zero, long nonFinite, double largest, double sum, double sumOfSquares) {

    static final WeightHealth NONE = new WeightHealth(0, 0, 0, 0, 0, 0);

    /** Counts and sums up the first values of an array. */
    static WeightHealth of(final double[] values, final int count) {
        long zero = 0;
        long nonFinite = 0;
        double largest = 0;
        double sum = 0;
        double sumOfSquares = 0;
        for (int i = 0; i < count; i++) {
            final double value = values[i];
            if (!Double.isFinite(value)) {
                nonFinite++;
                continue;
            }
            zero += value == 0 ? 1 : 0;
            largest = Math.max(largest, Math.abs(value));
            sum += value;
            sumOfSquares += value * value;
        }
        return new WeightHealth(count, zero, nonFinite, largest, sum, sumOfSquares);
    }

    /** Share of zero or non-finite weights, 0..1; 0 without any weights. */
    public double deadShare() {
        return weights == 0 ? 0 : (double) (zero + nonFinite) / weights;
    }

    /** Mean of the finite weights; 0 without any. */
    public double mean() {
        return weights == nonFinite ? 0 : sum / (weights - nonFinite);
    }

    /** Standard deviation of the finite weights; 0 without any. */
    public double deviation() {
        return weights == nonFinite
                ? 0
                : Math.sqrt(Math.max(0, sumOfSquares / (weights - nonFinite) - mean() * mean()));
    }

    /** Counts and moments of both together. */
    public WeightHealth plus(final WeightHealth other) {
        return new WeightHealth(
                weights + other.weights,
                zero + other.zero,
                nonFinite + other.nonFinite,
                Math.max(largest, other.largest),
                sum + other.sum,
                sumOfSquares + other.sumOfSquares);
    }
}
