package io.jenkins.plugins.lvm.verifier.dataset;

/** How a trainer makes a whole number of a share. The two differ by one row for most N. */
public enum Rounding {
    /** {@code train = int((1 - fraction) * n)}, the rest validates. Most trainers write {@code int(0.9 * n)}. */
    TRAIN_FLOOR {
        @Override
        int validation(final int n, final double fraction) {
            return n - (int) ((1 - fraction) * n);
        }
    },

    /** {@code validation = int(fraction * n)}, the rest trains. */
    VALIDATION_FLOOR {
        @Override
        int validation(final int n, final double fraction) {
            return (int) (fraction * n);
        }
    };

    /** How many of n validate, computed in double as Python does. */
    abstract int validation(int n, double fraction);
}
