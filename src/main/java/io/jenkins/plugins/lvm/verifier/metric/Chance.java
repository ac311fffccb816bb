package io.jenkins.plugins.lvm.verifier.metric;

/** What predictions reach that know nothing of their own targets. */
@FunctionalInterface
public interface Chance {
    /**
     * Computes it.
     *
     * @param rows the number of each row
     * @param others the mean over the targets of other rows in place of the own one; NaN where a row met none
     * @param candidates among how many each target is looked for; 0 where none is
     * @return NaN where it cannot be said
     */
    double of(double[] rows, double[] others, long candidates);
}
