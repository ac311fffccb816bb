package io.jenkins.plugins.lvm.verifier.dataset;

/**
 * How many rows drawn without replacement have to be the same before it is certain enough that few of all rows differ: a sampling plan
 * with acceptance number zero. Whoever stops at the first row that differs takes no other risk, because such a row is not an accident.
 *
 * @see <a href="https://doi.org/10.1002/j.1538-7305.1929.tb01240.x">H. Dodge and H. Romig, A Method of Sampling Inspection, 1929</a>
 */
public final class AcceptanceSample {
    /** Share of all rows that may differ without being noticed. */
    public static final double SHARE = 0.01;
    /** Probability that more differ, and none of them is drawn. */
    public static final double RISK = 1e-6;

    private AcceptanceSample() {}

    /** Rows needed for {@link #SHARE} and {@link #RISK}. */
    public static int size(int population) {
        return size(population, SHARE, RISK);
    }

    /**
     * The least n for which the hypergeometric probability C(N−D, n) / C(N, n) of drawing none of D rows that differ is at most the risk,
     * with D the least count above the share of N.
     *
     * @param population N, at least one
     * @param share of them, 0..1
     * @param risk above 0
     * @return n, at most N
     */
    static int size(int population, double share, double risk) {
        int differing = Math.min(population, (int) Math.floor(share * population) + 1);
        double missed = 1;
        int drawn = 0;
        while (missed > risk && drawn < population) {
            missed *= Math.max(0, (double) (population - differing - drawn) / (population - drawn));
            drawn++;
        }
        return drawn;
    }
}
