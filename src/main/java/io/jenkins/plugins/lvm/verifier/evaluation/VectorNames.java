package io.jenkins.plugins.lvm.verifier.evaluation;

import java.util.Arrays;
import java.util.Random;

/** Gives vectors that are the same but for rounding the same name. */
final class VectorNames {
    private static final int WORDS = 4;
    private static final int BITS = WORDS * Long.SIZE;
    /** Bits in which a vector and its rounding may differ: an angle of 0.07, a cosine of 0.997. Half precision hardly ever changes more than one. */
    private static final int SAME = 6;

    private static final int COMPONENTS = 64;
    private static final long SEED = 42;

    /** Components of each hyperplane, those that are subtracted as their complement. */
    private final int[][] hyperplanes = new int[BITS][];

    private final long[] signatures;
    private int count;

    /** @param most vectors that are named */
    VectorNames(int dimension, int most) {
        this.signatures = new long[most * WORDS];
        Random random = new Random(SEED);
        for (int bit = 0; bit < BITS; bit++) {
            hyperplanes[bit] = random.ints(Math.min(COMPONENTS, dimension), 0, dimension)
                    .map(component -> random.nextBoolean() ? component : ~component)
                    .toArray();
        }
    }

    /** The name of a vector: that of its nearest neighbour, if that is the same vector, else a new one. */
    long of(float[] values, int from) {
        long[] signature = signature(values, from);
        int nearest = -1;
        int differing = SAME + 1;
        for (int other = 0; other < count; other++) {
            int bits = 0;
            for (int word = 0; word < WORDS && bits < differing; word++) {
                bits += Long.bitCount(signature[word] ^ signatures[other * WORDS + word]);
            }
            if (bits < differing) {
                nearest = other;
                differing = bits;
            }
        }
        if (nearest < 0) {
            nearest = count++;
            System.arraycopy(signature, 0, signatures, nearest * WORDS, WORDS);
        }
        // Names are compared by their high bits first.
        return nearest * 0x9E3779B97F4A7C15L;
    }

    private long[] signature(float[] values, int from) {
        long[] signature = new long[WORDS];
        Arrays.setAll(signature, word -> {
            long bits = 0;
            for (int bit = 0; bit < Long.SIZE; bit++) {
                double side = 0;
                for (int component : hyperplanes[word * Long.SIZE + bit]) {
                    side += component >= 0 ? values[from + component] : -values[from + ~component];
                }
                bits |= side > 0 ? 1L << bit : 0;
            }
            return bits;
        });
        return signature;
    }
}
