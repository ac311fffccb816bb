package io.jenkins.plugins.lvm.verifier.audit;

import java.util.BitSet;
import java.util.SplittableRandom;

/** Draws rows, each at most once, and says what that is good for. */
public final class RowSampler {
    private RowSampler() {}

    /**
     * Draws positions with R. W. Floyd's algorithm (J. Bentley, R. Floyd: A sample of brilliance, CACM 30(9), 1987): every set of so many is
     * as likely.
     *
     * @param rows how many there are
     * @param count how many to draw; all where there are fewer
     * @param seed the same one draws the same rows
     * @return ascending
     */
    static int[] draw(int rows, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet drawn = new BitSet(rows);
        for (int last = rows - Math.min(count, rows); last < rows; last++) {
            int candidate = random.nextInt(last + 1);
            drawn.set(drawn.get(candidate) ? last : candidate);
        }
        return drawn.stream().toArray();
    }

    /**
     * How likely a draw holds at least one of the rows that were forged: 1 − (1 − share)ⁿ. Since no row is drawn twice it is a little more.
     *
     * @param share of the rows, 0..1
     * @param count rows drawn
     */
    public static double caught(double share, int count) {
        return -Math.expm1(count * Math.log1p(-share));
    }

    /** The share of forged rows that a draw catches with this probability, 0..1. */
    public static double shareCaught(double probability, int count) {
        return -Math.expm1(Math.log1p(-probability) / count);
    }
}
