package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What it is worth that a number comes near the claim, when it is one of many that were compared with it.
 *
 * <p>The weight of evidence is the logarithm to base 2 of a Bayes factor between "this number is what was claimed" and "the claim has
 * nothing to do with any of them", less what it costs to say which of the alternatives it is: the description length of J. Rissanen,
 * "Modeling by shortest data description", Automatica 14 (1978) 465–471; R. E. Kass, A. E. Raftery, "Bayes Factors", JASA 90 (1995)
 * 773–795. Physicists call what is paid the trial factor: E. Gross, O. Vitells, "Trial factors for the look elsewhere effect in high
 * energy physics", EPJ C 70 (2010) 525–530. Decision 0008 holds the figures.
 */
final class MatchEvidence {
    /** Odds of 100 to 1: log2 of 100. */
    static final double DECISIVE_BITS = 6.64;
    /** What a combination of changes needs, which can be made in so many more ways. */
    static final double COMBINATION_BITS = 10;

    /** Spread of float32 sums in another order, measured on 130 checkpoints: median 3.5e-8, at most 2.1e-7. */
    private static final double SUMS = 6e-8;
    /** Scale of the heavy tail beside it, which lets 2e-6 be possible. */
    private static final double TAIL = 5e-7;
    /** Claims are cosines: were nothing known of them, two for each unit would be a thin guess. */
    private static final double THINNEST = 0.5;

    /** Bounds of the neighbourhood in which numbers are counted. */
    private static final double NARROWEST = 0.005;

    private static final double WIDEST = 0.05;

    private final Gap gap;
    private final List<Trial> trials;
    private final double reach;
    private final long near;

    /**
     * Counts what lies near the claim.
     *
     * @param trials all numbers that were compared with it
     */
    MatchEvidence(Gap gap, List<Trial> trials) {
        this.gap = gap;
        this.trials = List.copyOf(trials);
        double usual = gap.sampling().usual();
        this.reach = Double.isNaN(usual) ? NARROWEST : Math.min(WIDEST, Math.max(NARROWEST, usual));
        this.near = trials.stream().filter(trial -> distance(trial) <= reach).count();
    }

    double distance(Trial trial) {
        return Math.abs(trial.value() - gap.claim());
    }

    /**
     * How many of the numbers tried lie within a window around the claim by chance, by how many lie in its neighbourhood (one more
     * than counted, as Laplace's rule has it).
     */
    double chanceHits(double window) {
        return (near + 1) * Math.min(window, reach) / reach;
    }

    /** Weight of evidence for a number being the one claimed. */
    double bits(Trial trial) {
        double foreign = Math.max(THINNEST, chanceHits(reach) / (2 * reach * trials.size()));
        // Outside of a rounded claim's window it cannot be the one; infinity would not go into a report.
        return log2(Math.max(Double.MIN_NORMAL, density(distance(trial), gap.resolution())) / foreign)
                + log2(prior(trial));
    }

    /** The same as fine as the noise of a distance allows: what is as good as something else has the same. */
    double statedBits(Trial trial) {
        return Math.rint(10 * bits(trial)) / 10;
    }

    /** Whether the number is as near as the claim is fine, and that is worth enough for the number of alternatives. */
    boolean isDecisive(Trial trial) {
        return distance(trial) <= gap.resolution().window()
                && bits(trial) >= (trial.changed().size() == 1 ? DECISIVE_BITS : COMBINATION_BITS);
    }

    /** Whether any of so many numbers of one kind can be {@linkplain #isDecisive decisive}: what it is worth at most. */
    static boolean canBeDecisive(ClaimResolution resolution, int alternatives) {
        return log2(density(0, resolution) / THINNEST) - log2(Math.max(1, alternatives)) >= DECISIVE_BITS;
    }

    /**
     * Whether a number that was measured is one of those that somebody stated, with their number paid for.
     *
     * @param stated the one of them that may be it
     * @param all of them
     */
    static boolean isOneOf(double stated, double measured, List<Double> all) {
        ClaimResolution resolution = ClaimResolution.of(stated);
        double distance = Math.abs(stated - measured);
        long near = all.stream()
                .filter(other -> Math.abs(other - measured) <= NARROWEST)
                .count();
        double foreign = Math.max(THINNEST, (near + 1) / (2 * NARROWEST * all.size()));
        return distance <= resolution.window()
                && log2(Math.max(Double.MIN_NORMAL, density(distance, resolution)) / foreign) - log2(all.size())
                        >= DECISIVE_BITS;
    }

    /** Whether it says that the weights are good: one change, nothing fitted, and the claim as it was computed. */
    boolean provesWeights(Trial trial) {
        return isDecisive(trial)
                && !gap.resolution().rounded()
                && (trial.changed().equals(Set.of(Factor.FORWARD))
                        || trial.changed().equals(Set.of(Factor.SPLIT)));
    }

    /** Density of claims at a distance from the number that they are. */
    private static double density(double distance, ClaimResolution resolution) {
        if (resolution.rounded()) {
            return distance <= resolution.window() ? 1 / (2 * resolution.window()) : 0;
        }
        double normal = Math.exp(-0.5 * Math.pow(distance / SUMS, 2)) / (SUMS * Math.sqrt(2 * Math.PI));
        double cauchy = 1 / (Math.PI * TAIL * (1 + Math.pow(distance / TAIL, 2)));
        return 0.5 * (normal + cauchy);
    }

    /** Its share of what is believed beforehand: each factor the same, and within a factor each number the same. */
    private double prior(Trial trial) {
        Set<Set<Factor>> kinds = new LinkedHashSet<>();
        trials.forEach(other -> kinds.add(other.changed()));
        Set<Factor> factors = new TreeSet<>();
        kinds.forEach(factors::addAll);
        long alike = trials.stream()
                .filter(other -> other.changed().equals(trial.changed()))
                .count();
        return Math.pow(1.0 / Math.max(1, factors.size()), trial.changed().size()) / Math.max(1, alike);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
