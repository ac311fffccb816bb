package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * A claim and what was measured for it.
 *
 * @param claim the number claimed
 * @param actual the number of its kind, re-measured
 * @param reproducible whether it was measured on exactly the claim's rows
 * @param sampling how far the actual may be off by chance on other rows
 */
public record Gap(double claim, double actual, boolean reproducible, Sampling sampling) {
    /** Largest difference between two devices in float32 that is not worth a word. */
    public static final double DEVICES = 1e-4;
    /** Largest difference that TF32, MPS, autocast or half precision make: 1e-5 to 1e-3. */
    static final double LOW_PRECISION = 1e-3;

    private static final double CHANCE = 0.005;

    /** Actual minus claim. */
    public double size() {
        return actual - claim;
    }

    /** How finely the claim was written down. */
    ClaimResolution resolution() {
        return ClaimResolution.of(claim);
    }

    /** How near to the claim a number on these rows has to be to be no gap at all. */
    public double tolerance() {
        return reproducible ? resolution().window() : Math.max(CHANCE, chance());
    }

    /** How far apart numbers on other rows of the same kind are by chance. */
    double chance() {
        return Double.isNaN(sampling.extreme()) ? 0 : sampling.extreme();
    }

    /**
     * Whether one of so many numbers could be worth enough to be called the claim, if it lay in its window: never where the claim was
     * rounded to few digits.
     */
    public boolean canBeProven(int alternatives) {
        return MatchEvidence.canBeDecisive(resolution(), alternatives);
    }

    /** Whether there is anything to explain. */
    public boolean isOpen() {
        return Math.abs(size()) > tolerance();
    }

    /** Whether the claim is met as well as a device of low precision would: nothing on these rows has to be explained. */
    boolean isMetNearly() {
        return Math.abs(size()) <= Math.max(tolerance(), reproducible ? LOW_PRECISION : 0);
    }

    /** Whether the actual lies below the claim by more than rounding and low precision make. */
    boolean fallsShort() {
        return size() < 0 && !isMetNearly();
    }

    /** How much of the gap a number that should have been measured instead explains, 0..1. */
    public double explainedBy(double value) {
        return size() == 0 ? 0 : Math.max(0, Math.min(1, 1 - Math.abs(value - claim) / Math.abs(size())));
    }
}
