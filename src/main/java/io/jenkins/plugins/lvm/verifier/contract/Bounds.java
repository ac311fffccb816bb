package io.jenkins.plugins.lvm.verifier.contract;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ranges that the numbers of a report keep. What is null has no number and keeps all of them. */
final class Bounds {
    /** Stored cosines are float32. */
    static final double ROUNDING_OF_ROWS = 1e-6;

    private static final int LONGEST_NAME = 4096;

    private Bounds() {}

    static boolean named(@Nullable String... names) {
        return Stream.of(names).allMatch(name -> name != null && name.length() <= LONGEST_NAME);
    }

    static void share(double value) {
        require(value >= 0 && value <= 1, "a share is not between 0 and 1");
    }

    static void cosine(@Nullable Double value) {
        require(value == null || Math.abs(value) <= 1 + ROUNDING_OF_ROWS, "a cosine is not between -1 and 1");
    }

    static void within(@Nullable Double value, double largest, String what) {
        require(
                value == null || Math.abs(value) <= largest + ROUNDING_OF_ROWS,
                what + " is not between " + -largest + " and " + largest);
    }

    static void positive(@Nullable Double value, double largest, String what) {
        require(value == null || (value >= 0 && value <= largest), what + " is out of range");
    }

    static void range(long value, long least, long greatest, String what) {
        require(value >= least && value <= greatest, what + " is out of range");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
