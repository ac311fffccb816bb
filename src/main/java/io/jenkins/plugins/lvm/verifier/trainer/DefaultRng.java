package io.jenkins.plugins.lvm.verifier.trainer;

import java.util.stream.IntStream;

/**
 * Draws what numpy's {@code default_rng(seed)} draws: PCG XSL-RR 128/64, seeded by way of {@code SeedSequence}.
 *
 * @see <a href="https://www.pcg-random.org/paper.html">M. E. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good
 *     Algorithms for Random Number Generation, HMC-CS-2014-0905, section 6.3.3</a>
 * @see <a href="https://numpy.org/neps/nep-0019-rng-policy.html">NEP 19: streams of a {@code Generator} may change between versions of
 *     numpy; that of a permutation has not since 1.17</a>
 */
final class DefaultRng {
    private static final long MULTIPLIER_HIGH = 2549297995355413924L;
    private static final long MULTIPLIER_LOW = 4865540595714422341L;
    private static final long WORD = 0xFFFFFFFFL;

    private long high;
    private long low;
    private final long incrementHigh;
    private final long incrementLow;
    private long kept;
    private boolean isKept;

    /** @param seed below 2^32 */
    DefaultRng(int seed) {
        long[] words = SeedSequence.of(seed);
        incrementHigh = words[2] << 1 | words[3] >>> 63;
        incrementLow = words[3] << 1 | 1;
        step();
        add(words[0], words[1]);
        step();
    }

    /** {@code default_rng(seed).permutation(count)}: Fisher and Yates from the end. */
    int[] permutation(int count) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = atMost(i);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        return order;
    }

    /** Draws as many bits as the largest one has until they make one that is not larger. */
    private int atMost(int largest) {
        long mask = (1L << (Integer.SIZE - Integer.numberOfLeadingZeros(largest))) - 1;
        long drawn;
        do {
            drawn = next32() & mask;
        } while (drawn > largest);
        return (int) drawn;
    }

    /** The low half of a draw, then its high half. */
    private long next32() {
        if (isKept) {
            isKept = false;
            return kept;
        }
        step();
        long drawn = Long.rotateRight(high ^ low, (int) (high >>> 58));
        kept = drawn >>> 32;
        isKept = true;
        return drawn & WORD;
    }

    private void step() {
        long product = low * MULTIPLIER_LOW;
        high = unsignedMultiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        low = product;
        add(incrementHigh, incrementLow);
    }

    private void add(long otherHigh, long otherLow) {
        low += otherLow;
        high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
    }

    /** Math has it from Java 18 on. */
    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** numpy's {@code SeedSequence}, after M. E. O'Neill's {@code seed_seq_fe}. */
    private static final class SeedSequence {
        private static final int POOL = 4;
        private static final int SHIFT = 16;

        private int constant = 0x43b0d7e5;
        private int multiplier = 0x931e8875;

        /** Four words of 64 bits: the state's high and low half, and the increment's. */
        static long[] of(int seed) {
            return new SeedSequence().words(seed);
        }

        private long[] words(int seed) {
            int[] pool = new int[POOL];
            for (int i = 0; i < POOL; i++) {
                pool[i] = hashed(i == 0 ? seed : 0);
            }
            for (int from = 0; from < POOL; from++) {
                for (int to = 0; to < POOL; to++) {
                    if (from != to) {
                        pool[to] = mixed(pool[to], hashed(pool[from]));
                    }
                }
            }
            constant = 0x8b51f9dd;
            multiplier = 0x58f38ded;
            long[] words = new long[POOL];
            for (int i = 0; i < 2 * POOL; i++) {
                words[i / 2] |= (hashed(pool[i % POOL]) & WORD) << (32 * (i % 2));
            }
            return words;
        }

        private int hashed(int value) {
            int hashed = value ^ constant;
            constant *= multiplier;
            hashed *= constant;
            return hashed ^ hashed >>> SHIFT;
        }

        private static int mixed(int one, int other) {
            int mixed = 0xca01f9dd * one - 0x4973f715 * other;
            return mixed ^ mixed >>> SHIFT;
        }
    }
}
