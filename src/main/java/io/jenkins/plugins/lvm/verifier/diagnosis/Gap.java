package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * A claim and what was measured for it.
 *
 * @param claim the number claimed
 * @param actual the number of its kind, re-measured
 * @param reproducible whether it was measured on exactly the claim's rows
 * @param standardError of the actual; NaN if there is none
 */
public record Gap(double claim, double actual, boolean reproducible, double standardError) {
    /** Largest difference that float32 sums in another order make. */
    public static final double EXACT = 1e-4;

    private static final double CHANCE = 0.005;

    /** Actual minus claim. */
    public double size() {
        return actual - claim;
    }

    /** How near to the claim a number on these rows has to be to reproduce it. */
    public double tolerance() {
        return reproducible ? EXACT : Math.max(CHANCE, Double.isNaN(standardError) ? 0 : 3 * standardError);
    }

    /** Whether there is anything to explain. */
    public boolean isOpen() {
        return Math.abs(size()) > tolerance();
    }

    /** How much of the gap a number that should have been measured instead explains, 0..1. */
    public double explainedBy(final double value) {
        return size() == 0 ? 0 : Math.max(0, Math.min(1, 1 - Math.abs(value - claim) / Math.abs(size())));
    }
}
