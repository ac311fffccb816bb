package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * How far the mean of such rows lies from that of all others by chance; NaN where that cannot be said.
 *
 * @param usual in 95 of 100 cases
 * @param extreme in 997 of 1000
 */
public record Sampling(double usual, double extreme) {
    /** The share that {@link #usual} covers. */
    public static final double USUAL = 0.95;
    /** The share that {@link #extreme} covers: that of three standard deviations of a normal distribution. */
    public static final double EXTREME = 0.9973;

    static final Sampling UNKNOWN = new Sampling(Double.NaN, Double.NaN);
}
