package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.math.BigDecimal;

/**
 * How finely a claim was written down.
 *
 * @param window how far a number may be from the claim and still be the one that was written
 * @param rounded whether that window is the claim's rounding, so that whatever lies in it is consistent with the claim and proves little
 */
public record ClaimResolution(double window, boolean rounded) {
    /** Largest difference that float32 sums in another order make: 1e-7 is usual, on one processor as on another. */
    static final double FLOAT_SUMS = 2e-6;
    /** From more decimals than this on a claim is a number as it was computed. */
    private static final int FEW_DECIMALS = 4;

    private static final int BFLOAT16_DROPPED_BITS = 16;
    private static final int FLOAT16_DROPPED_BITS = 13;

    /** Whether a number is the one claimed, for a claim that was written down as it was computed. */
    public static boolean isExactly(double claim, double value) {
        ClaimResolution resolution = of(claim);
        return !resolution.rounded() && Math.abs(value - claim) <= resolution.window();
    }

    /** The resolution of a claim: its few decimals, else float16 or bfloat16 if it is exactly such a number, else that of float32 sums. */
    static ClaimResolution of(double claim) {
        int decimals = Math.max(
                0, new BigDecimal(Double.toString(claim)).stripTrailingZeros().scale());
        if (decimals <= FEW_DECIMALS) {
            return new ClaimResolution(0.5 * Math.pow(10, -decimals), true);
        }
        if ((float) claim == claim) {
            int bits = Float.floatToIntBits((float) claim);
            for (int dropped : new int[] {BFLOAT16_DROPPED_BITS, FLOAT16_DROPPED_BITS}) {
                if (bits << (Integer.SIZE - dropped) == 0) {
                    return new ClaimResolution(0.5 * Math.ulp((float) claim) * (1 << dropped), true);
                }
            }
        }
        return new ClaimResolution(FLOAT_SUMS, false);
    }
}
