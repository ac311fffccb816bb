package io.jenkins.plugins.lvm.verifier.score;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Sums of doubles that do not depend on the order of the summands: fixed point numbers of 64 bits before and 63 behind the point. What
 * lies behind them is cut off of each summand, so that sums of parts add up to the very bits of the sum of all.
 */
final class ExactSums {
    private static final double FRACTION = 0x1p63;

    private final long[] whole;
    private final long[] fraction;

    /** @param count how many sums, all of them 0 */
    ExactSums(int count) {
        whole = new long[count];
        fraction = new long[count];
    }

    /** Adds a number, whose whole part has less than 63 bits. */
    void add(int sum, double value) {
        double floor = Math.floor(value);
        double rest = value - floor;
        // A tiny negative number is 1 above the whole number below it, as far as a double tells.
        boolean carried = rest >= 1;
        add(sum, (long) floor + (carried ? 1 : 0), carried ? 0 : (long) (rest * FRACTION));
    }

    private void add(int sum, long moreWhole, long moreFraction) {
        long added = fraction[sum] + moreFraction;
        // Beyond 63 bits the sign bit is set.
        whole[sum] += moreWhole + (added < 0 ? 1 : 0);
        fraction[sum] = added & Long.MAX_VALUE;
    }

    /** Adds as many other sums. */
    void add(ExactSums others) {
        for (int i = 0; i < whole.length; i++) {
            add(i, others.whole[i], others.fraction[i]);
        }
    }

    double value(int sum) {
        return whole[sum] + fraction[sum] / FRACTION;
    }

    /** Sum over the products of these sums and the others. */
    double dot(ExactSums others) {
        double sum = 0;
        for (int i = 0; i < whole.length; i++) {
            sum += value(i) * others.value(i);
        }
        return sum;
    }

    void write(DataOutput out) throws IOException {
        for (int i = 0; i < whole.length; i++) {
            out.writeLong(whole[i]);
            out.writeLong(fraction[i]);
        }
    }

    static ExactSums read(DataInput in, int count) throws IOException {
        ExactSums sums = new ExactSums(count);
        for (int i = 0; i < count; i++) {
            sums.whole[i] = in.readLong();
            sums.fraction[i] = in.readLong() & Long.MAX_VALUE;
        }
        return sums;
    }
}
