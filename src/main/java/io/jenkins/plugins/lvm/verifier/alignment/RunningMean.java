package io.jenkins.plugins.lvm.verifier.alignment;

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

    /** Null if nothing was added. */
    Double value() {
        return count == 0 ? null : Double.valueOf(sum / count);
    }

    /** Null if nothing was added. */
    Double minus(final RunningMean other) {
        return count == 0 ? null : Double.valueOf(sum / count - other.sum / other.count);
    }
}
