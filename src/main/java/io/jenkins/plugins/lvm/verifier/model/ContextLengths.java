package io.jenkins.plugins.lvm.verifier.model;

/**
 * How many vectors a context may have.
 *
 * @param min fewest
 * @param max most
 * @param multipleOf the length is a multiple of this
 */
public record ContextLengths(int min, int max, int multipleOf) {

    static ContextLengths atLeast(final int min) {
        return new ContextLengths(min, Integer.MAX_VALUE, 1);
    }

    static ContextLengths atMost(final int max) {
        return new ContextLengths(1, max, 1);
    }

    static ContextLengths exactly(final int length) {
        return new ContextLengths(length, length, 1);
    }

    static ContextLengths multiplesOf(final int step) {
        return new ContextLengths(step, Integer.MAX_VALUE, step);
    }

    /** Whether a context of this length can be predicted from. */
    public boolean allow(final int length) {
        return length >= min && length <= max && length % multipleOf == 0;
    }

    /** In words, such as "exactly 5". */
    @Override
    public String toString() {
        if (min == max) {
            return "exactly " + min;
        }
        if (multipleOf > 1) {
            return "a multiple of " + multipleOf;
        }
        return max == Integer.MAX_VALUE ? "at least " + min : "at most " + max;
    }
}
