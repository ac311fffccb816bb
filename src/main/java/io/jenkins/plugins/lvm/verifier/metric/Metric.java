package io.jenkins.plugins.lvm.verifier.metric;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a claim can be a number of.
 *
 * @param name what {@code --metric} takes, such as {@code mse} or {@code recall@10}
 * @param title what people call it
 * @param direction which of two numbers is the better one
 * @param least number that it can be
 * @param most number that it can be
 * @param rows what is kept of each row
 * @param combination how these become one number
 * @param chance what predictions reach that know nothing of their targets
 */
public record Metric(
        String name,
        String title,
        Direction direction,
        double least,
        double most,
        Rows rows,
        Combination combination,
        Chance chance) {
    /** Rounding may carry a number a little beyond its bounds. */
    private static final double SLACK = 1e-4;

    /** Whether a number can be one of this metric. */
    public boolean allows(double value) {
        return Double.isFinite(value) && value >= least - SLACK && value <= most + SLACK;
    }

    /** What numbers it can be, as the end of a sentence. */
    public String bounds() {
        return most < Double.MAX_VALUE
                ? String.format(Locale.ROOT, "from %.0f to %.0f", least, most)
                : String.format(Locale.ROOT, "of %.0f or more", least);
    }

    /** A figure: four decimals between bounds, five significant digits without. */
    public String figure(double value) {
        return most < Double.MAX_VALUE
                ? String.format(Locale.ROOT, "%.4f", value)
                : String.format(Locale.ROOT, "%.5g", value);
    }

    /** Name and direction, such as {@code mse, lower is better}. */
    public String words() {
        return name + ", " + direction.words();
    }

    /**
     * How much of the way from chance to the best number a value is: 1 is perfect, 0 is chance, and what is below 0 is worse. It has no
     * unit.
     *
     * @return null where chance itself is the best number, or is not known
     */
    public @Nullable Double skill(double value, @Nullable Double chance) {
        if (chance == null) {
            return null;
        }
        double best = direction == Direction.HIGHER_IS_BETTER ? most : least;
        return best == chance ? null : Double.valueOf((value - chance) / (best - chance));
    }

    /** Metrics are the same if they have the same name. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metric metric && metric.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
