package io.jenkins.plugins.lvm.verifier.risk;

import java.util.Arrays;

/**
 * A lower bound on the mean of a finite set of numbers in 0..1, from a part that is drawn at random without replacement. It holds after
 * every draw at once: with a probability of at least 1 − alpha no bound that is ever given lies above the true mean, whatever the numbers
 * are and whenever the drawing stops.
 *
 * <p>Against each candidate m a gambler bets that draws exceed what the mean m leaves for them:
 *
 * <pre>K_t(m) = Π_{i ≤ t} (1 + λ_i · (y_i − m_i)),   m_i = (N·m − Σ_{j < i} y_j) / (N − i + 1)</pre>
 *
 * <p>with 0 ≤ λ_i ≤ {@value #LARGEST_STAKE} / m_i chosen from earlier draws alone. If the true mean is at most m, K is a nonnegative
 * supermartingale that starts at 1, and by Ville's inequality reaches 1/alpha with a probability of at most alpha. λ_i does not depend
 * on m but for its limit, so K falls as m grows, and what is excluded lies below what is not.
 *
 * @see <a href="https://doi.org/10.1093/jrsssb/qkad009">I. Waudby-Smith and A. Ramdas, Estimating means of bounded random variables by
 *     betting, JRSS-B 86(1), 2024, sections 4.3 and 5</a>
 * @see <a href="https://arxiv.org/abs/2006.04347">I. Waudby-Smith and A. Ramdas, Confidence sequences for sampling without replacement,
 *     NeurIPS 2020</a>
 */
final class BettingBound {
    /** Share of the capital that is lost if a 0 is drawn at the highest stake. */
    private static final double LARGEST_STAKE = 0.95;
    /** Weight, mean and variance of what is assumed before anything is drawn. They decide how fast, never whether rightly. */
    private static final double PRIOR_WEIGHT = 1;

    private static final double PRIOR_MEAN = 0.5;
    private static final double PRIOR_VARIANCE = 0.02;
    /** Beyond a computation's rounding, as a part of the whole sum. */
    private static final double ROUNDING = 1e-13;

    private static final double PRECISION = 1e-10;
    private static final double LARGE = 1e100;

    private final int population;
    private final double logLimit;
    private final double[] targets;
    private double[] values = new double[64];
    private double[] stakes = new double[64];
    private int drawn;
    private double sum;
    private double squares = PRIOR_WEIGHT * PRIOR_VARIANCE;
    private double mean = PRIOR_MEAN;
    private double bound;

    /**
     * @param population how many numbers there are
     * @param alpha probability of ever giving a bound above the mean
     * @param targets what the mean is to be told from; bets are chosen for the nearest one below what the mean seems to be
     */
    BettingBound(int population, double alpha, double[] targets) {
        this.population = population;
        this.logLimit = -Math.log(alpha);
        this.targets = Arrays.stream(targets).sorted().toArray();
    }

    /** Takes the next number drawn. */
    void add(double value) {
        if (drawn == values.length) {
            values = Arrays.copyOf(values, 2 * drawn);
            stakes = Arrays.copyOf(stakes, 2 * drawn);
        }
        stakes[drawn] = stake();
        values[drawn] = value;
        drawn++;
        sum += value;
        squares += (value - mean) * (value - mean);
        mean = (PRIOR_WEIGHT * PRIOR_MEAN + sum) / (PRIOR_WEIGHT + drawn);
    }

    /** What to bet on the next draw: Kelly's stake, to second order, against the nearest target; else one that suits any (section 3.2). */
    private double stake() {
        double variance = squares / (PRIOR_WEIGHT + drawn);
        for (int i = targets.length - 1; i >= 0; i--) {
            double distance = mean - targets[i];
            if (distance > 0) {
                return distance / (variance + distance * distance);
            }
        }
        return Math.sqrt(2 * logLimit / (variance * (drawn + 1) * Math.log(drawn + 2.0)));
    }

    /** What was bet on each draw, but for the limit that depends on m. */
    double[] stakes() {
        return Arrays.copyOf(stakes, drawn);
    }

    /** Whether the mean is above m, at this risk. */
    boolean excludes(double m) {
        double before = 0;
        double logCapital = 0;
        double capital = 1;
        for (int i = 0; i < drawn; i++) {
            double rest = population * m - before;
            if (rest < -ROUNDING * population) {
                // What was drawn exceeds all that a mean of m allows.
                return true;
            }
            double expected = Math.max(0, rest) / (population - i);
            double stake = stakes[i] * expected > LARGEST_STAKE ? LARGEST_STAKE / expected : stakes[i];
            capital *= 1 + stake * (values[i] - expected);
            if (capital > LARGE || capital < 1 / LARGE) {
                logCapital += Math.log(capital);
                capital = 1;
            }
            if (logCapital + (capital > 1 ? Math.log(capital) : 0) >= logLimit) {
                return true;
            }
            before += values[i];
        }
        return population * m - before < -ROUNDING * population;
    }

    /** The largest m known to be excluded; 0 where none is. It never falls. */
    double value() {
        double high = 1;
        if (!excludes(Math.min(1, bound + PRECISION))) {
            return bound;
        }
        while (high - bound > PRECISION) {
            double middle = (bound + high) / 2;
            if (excludes(middle)) {
                bound = middle;
            } else {
                high = middle;
            }
        }
        return bound;
    }
}
