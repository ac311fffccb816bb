package io.jenkins.plugins.lvm.verifier.risk;

import java.util.function.DoubleUnaryOperator;

/** Numbers from one to another, ends included; empty where {@code low > high}. */
public record Interval(double low, double high) {

    /** What this becomes under a function that rises, or one that falls. */
    public Interval map(DoubleUnaryOperator monotone) {
        double one = monotone.applyAsDouble(low);
        double other = monotone.applyAsDouble(high);
        return new Interval(Math.min(one, other), Math.max(one, other));
    }

    /** The absolute values of its numbers. */
    public Interval absolute() {
        double most = Math.max(Math.abs(low), Math.abs(high));
        return low <= 0 && high >= 0
                ? new Interval(0, most)
                : new Interval(Math.min(Math.abs(low), Math.abs(high)), most);
    }

    /** The range of the larger of a number of this and one of the other. */
    public Interval max(Interval other) {
        return new Interval(Math.max(low, other.low), Math.max(high, other.high));
    }

    public boolean isEmpty() {
        return !(low <= high);
    }

    /** The number of it that is nearest. */
    public double nearest(double value) {
        return Math.min(high, Math.max(low, value));
    }
}
