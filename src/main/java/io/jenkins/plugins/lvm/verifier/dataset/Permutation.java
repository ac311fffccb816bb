package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * The pseudo-random permutations that trainers draw, to the last element: Fisher and Yates' shuffle, from the front or from the back,
 * on numbers of the Mersenne Twister.
 *
 * @see <a href="https://doi.org/10.1145/364520.364540">R. Durstenfeld, Algorithm 235: Random permutation, CACM 7(7), 1964</a>
 * @see <a href="https://doi.org/10.1145/272991.272995">M. Matsumoto and T. Nishimura, Mersenne Twister, ACM TOMACS 8(1), 1998</a>
 */
public enum Permutation {
    /** {@code torch.randperm(n, generator=torch.Generator().manual_seed(seed))} on the CPU, which random_split uses. */
    TORCH {
        @Override
        void shuffle(final int[] values, final MersenneTwister random) {
            for (int i = 0; i < values.length - 1; i++) {
                final int offset = (int) ((random.nextInt() & UNSIGNED) % (values.length - i));
                swap(values, i, i + offset);
            }
        }
    },

    /** {@code numpy.random.RandomState(seed).permutation(n)}, and also what its {@code shuffle} does. */
    NUMPY {
        @Override
        void shuffle(final int[] values, final MersenneTwister random) {
            for (int i = values.length - 1; i > 0; i--) {
                final int mask = -1 >>> Integer.numberOfLeadingZeros(i);
                int other;
                do {
                    other = random.nextInt() & mask;
                } while (other > i);
                swap(values, i, other);
            }
        }
    };

    private static final long UNSIGNED = 0xffffffffL;
    /** From here on torch draws 64 bits for each element. */
    private static final int TORCH_LIMIT = 214_748_364;

    /**
     * The one of this name, in any case.
     *
     * @throws VerifierException if there is none
     */
    public static Permutation of(final String name) {
        return Arrays.stream(values())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "The permutation '" + name + "' is unknown.",
                        "Use " + String.join(" or ", names()) + "."));
    }

    private static String[] names() {
        return Arrays.stream(values())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    /**
     * Draws a permutation of 0..n-1.
     *
     * @throws VerifierException if the seed is negative or 2^31 or more, or n so large that torch would draw in another way
     */
    public int[] draw(final int n, final long seed) {
        if (seed < 0 || seed > Integer.MAX_VALUE) {
            throw new VerifierException(
                    Reason.USAGE,
                    "Seed " + seed + " is not supported.",
                    "Use a seed from 0 to " + Integer.MAX_VALUE + ".");
        }
        if (n >= TORCH_LIMIT) {
            throw VerifierException.unreadable(
                    "A random split of " + n + " sequences is not supported.", "Use another split.");
        }
        final int[] values = IntStream.range(0, n).toArray();
        shuffle(values, new MersenneTwister((int) seed));
        return values;
    }

    abstract void shuffle(int[] values, MersenneTwister random);

    private static void swap(final int[] values, final int i, final int j) {
        final int value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
