package io.jenkins.plugins.lvm.verifier.risk;

import java.util.Arrays;

/**
 * A confidence sequence for the mean of a finite set of bounded numbers, drawn from at random without replacement: an interval after
 * every draw, all of which hold the mean at once with the stated probability.
 */
public final class ConfidenceSequence {
    private final double least;
    private final double width;
    private final BettingBound below;
    private final BettingBound above;
    private final int population;
    private int drawn;
    private double sum;

    /**
     * @param population how many numbers there are, at least one
     * @param range what they all lie in
     * @param risk probability that an interval ever misses the mean, half of it on either side
     * @param targets what the mean is to be told from, as far as that is known
     */
    public ConfidenceSequence(int population, Interval range, double risk, double... targets) {
        this.population = population;
        least = range.low();
        width = range.high() - range.low();
        double[] scaled = Arrays.stream(targets).map(this::scaled).toArray();
        below = new BettingBound(population, risk / 2, scaled);
        above = new BettingBound(
                population,
                risk / 2,
                Arrays.stream(scaled).map(target -> 1 - target).toArray());
    }

    private double scaled(double value) {
        return (value - least) / width;
    }

    /**
     * Takes the next number drawn.
     *
     * @throws IllegalArgumentException if it is outside of the range, by more than rounding
     */
    public void add(double value) {
        double y = scaled(value);
        if (!(y >= -1e-9 && y <= 1 + 1e-9) || drawn == population) {
            throw new IllegalArgumentException("draw " + drawn + " of " + population + " is " + value);
        }
        double kept = Math.max(0, Math.min(1, y));
        below.add(kept);
        above.add(1 - kept);
        sum += value;
        drawn++;
    }

    /** How many were drawn. */
    public int drawn() {
        return drawn;
    }

    /** Mean of what was drawn. */
    public double mean() {
        return sum / drawn;
    }

    /** Whether the mean is above this number, at half of the risk. */
    public boolean isAbove(double value) {
        return scaled(value) <= 0 ? value < least : below.excludes(scaled(value));
    }

    /** Whether the mean is below this number, at half of the risk. */
    public boolean isBelow(double value) {
        return scaled(value) >= 1 ? value > least + width : above.excludes(1 - scaled(value));
    }

    /** Where the mean is; the mean itself once all are drawn. */
    public Interval interval() {
        return drawn == population
                ? new Interval(mean(), mean())
                : new Interval(least + width * below.value(), least + width * (1 - above.value()));
    }
}
