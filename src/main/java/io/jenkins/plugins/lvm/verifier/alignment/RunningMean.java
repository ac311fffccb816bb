package io.jenkins.plugins.lvm.verifier.alignment;

import org.jspecify.annotations.Nullable;

/** A mean that values are added to one by one. */
final class RunningMean {
    private double sum;
    private long count;

    void add(final double value) {
        sum += value;
        count++;
    }

    void add(final double[] values) {
        for (final double value : values) {
            add(value);
        }
    }

    long count() {
        return count;
    }

    /** The mean; null if nothing was added. */
    @Nullable
    Double value() {
        return count == 0 ? null : Double.valueOf(sum / count);
    }

    /** The mean above another one; null if nothing was added. */
    @Nullable
    Double minus(final RunningMean other) {
        return count == 0 ? null : Double.valueOf(sum / count - other.sum / other.count);
    }
}
