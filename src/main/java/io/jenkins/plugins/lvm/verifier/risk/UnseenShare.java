package io.jenkins.plugins.lvm.verifier.risk;

/** What is known of a defect that none of the rows drawn has. */
public final class UnseenShare {
    private UnseenShare() {}

    /**
     * Share of the set below which the defect is. If it had this share, none of n rows would show it with a probability of at most
     * (1 − share)^n; without replacement it is less. It holds whenever the drawing stops, because the bound falls as n grows.
     *
     * @param drawn n
     */
    public static double below(int drawn, int population, double risk) {
        if (drawn >= population) {
            return 0;
        }
        return drawn == 0 ? 1 : Math.min(1, -Math.expm1(Math.log(risk) / drawn));
    }
}
