package io.jenkins.plugins.lvm.verifier.alignment;

import org.apache.commons.math3.random.MersenneTwister;

/**
 * The random orders that Python's {@code random.Random(17).shuffle} brings the numbers 0..n-1 into, one after the other: Fisher and
 * Yates' shuffle on numbers of the Mersenne Twister, which Python seeds by the array of the seed's 32-bit words.
 *
 * @see <a href="https://doi.org/10.1145/364520.364540">R. Durstenfeld, Algorithm 235: Random permutation, CACM 7(7), 1964</a>
 * @see <a href="https://doi.org/10.1145/272991.272995">M. Matsumoto and T. Nishimura, Mersenne Twister, ACM TOMACS 8(1), 1998</a>
 */
final class ShuffledOrders {
    private static final int SEED = 17;

    private final MersenneTwister generator = new MersenneTwister(new int[] {SEED});
    private final int length;

    ShuffledOrders(final int length) {
        this.length = length;
    }

    /** The next order. */
    int[] next() {
        final int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            order[i] = i;
        }
        for (int i = length - 1; i > 0; i--) {
            final int other = below(i + 1);
            final int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    /** Takes as many high bits as the bound has, again and again until they are below it. */
    private int below(final int bound) {
        final int shift = Integer.numberOfLeadingZeros(bound);
        int drawn = generator.nextInt() >>> shift;
        while (drawn >= bound) {
            drawn = generator.nextInt() >>> shift;
        }
        return drawn;
    }
}
