package io.jenkins.plugins.lvm.verifier.risk;

import java.security.SecureRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.util.MathArrays;
import org.jspecify.annotations.Nullable;

/**
 * The order in which rows are drawn: a permutation by Fisher and Yates of numbers of the Mersenne Twister, which a seed repeats.
 *
 * @param positions each position of the set once
 */
public record DrawOrder(int[] positions) {
    /** Seeds are whole numbers that JSON and every reader of it keep exactly. */
    public static final long SEEDS = 1L << 53;

    private static final int FIRST = 64;
    /** A pass over fewer rows spends most of its time on itself, and on reading the weights from memory. */
    private static final int FEWEST = 128;

    private static final int MANY = 512;
    /** A draw that fails so often has nearly all rows in one group. */
    private static final int MOST_TRIES = 64;

    /** A seed that nobody could know before. */
    public static long freshSeed() {
        return new SecureRandom().nextLong() & (SEEDS - 1);
    }

    /** A random order of the first {@code count} positions. */
    public static DrawOrder of(int count, long seed) {
        int[] positions = IntStream.range(0, count).toArray();
        MathArrays.shuffle(positions, new MersenneTwister(seed));
        return new DrawOrder(positions);
    }

    /**
     * How many are to be drawn by the end of the next batch: batches grow with what was read, so that little is read in vain.
     *
     * @param drawn how many were
     * @param growth the least part of them that is worth another look, such as 0.25; large where each look costs a read of the whole file
     */
    public int next(int drawn, double growth) {
        int fewest = growth > 1 ? MANY : drawn == 0 ? FIRST : FEWEST;
        int batch = (int) Math.min(positions.length, Math.max(fewest, drawn * growth));
        return positions.length - drawn <= batch + batch / 2 ? positions.length : drawn + batch;
    }

    /**
     * For each row another one, drawn at random among those of other groups.
     *
     * @param groups group of each row
     * @return positions; null where all rows are of one group
     */
    public static int @Nullable [] partners(long[] groups, long seed) {
        int[] next = nextOfOtherGroups(groups);
        if (next == null) {
            return null;
        }
        // Another sequence of numbers than that of the order: a row's partner must not depend on when it is drawn.
        RandomGenerator random = new MersenneTwister(new int[] {(int) seed, (int) (seed >>> Integer.SIZE), 1});
        int[] partners = new int[groups.length];
        for (int i = 0; i < partners.length; i++) {
            int other = random.nextInt(groups.length);
            for (int tries = 1; groups[other] == groups[i] && tries < MOST_TRIES; tries++) {
                other = random.nextInt(groups.length);
            }
            partners[i] = groups[other] == groups[i] ? next[i] : other;
        }
        return partners;
    }

    /** For each row the first one after it, or from the beginning on, that is of another group; null if all are of one. */
    private static int @Nullable [] nextOfOtherGroups(long[] groups) {
        int count = groups.length;
        int first = IntStream.range(0, count)
                .filter(i -> groups[i] != groups[0])
                .findFirst()
                .orElse(-1);
        if (first < 0) {
            return null;
        }
        int[] next = new int[count];
        int after = groups[count - 1] == groups[0] ? first : 0;
        for (int i = count - 1; i >= 0; i--) {
            if (i + 1 < count && groups[i + 1] != groups[i]) {
                after = i + 1;
            }
            next[i] = after;
        }
        return next;
    }
}
