package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What a change makes of a sample of the rows: its differences to what was measured on the same rows, so that what makes a row hard cancels
 * out. The sample is of the very rows whose mean is asked for, so its error is that of sampling without replacement from a finite
 * population (W. G. Cochran, "Sampling Techniques", 1977, section 2.6), whatever rows have in common.
 *
 * @param differences of the cosine of each row
 * @param subject whose rows they are
 */
public record PairedSample(double[] differences, OpenCheckpoint subject) {
    private static final double CONFIDENCE = 0.9999;
    /** What comes so near the claim is measured on all rows: a finding may speak of it. */
    private static final double NEAR = 2e-4;

    private static final double MUCH_BETTER = 8;
    /** Rows whose cosines differ by less were predicted by the same function: sums of float32 in another order. */
    private static final double SAME = 1e-6;

    /** What the change adds to the mean of all rows, as far as these tell. */
    public double mean() {
        return StatUtils.mean(differences);
    }

    private double deviation() {
        return differences.length < 2 ? 0 : Math.sqrt(StatUtils.variance(differences));
    }

    /** Whether the change can be what is between measurement and claim; what is further away than 99.99 % of the error is ruled out. */
    public boolean canClose(Gap gap) {
        return canBe(gap, gap.actual());
    }

    /**
     * Whether a function can be the claim.
     *
     * @param known number of the claim's kind, of all rows, to which the differences are
     */
    public boolean canBe(Gap gap, double known) {
        double off = Math.abs(known + mean() - gap.claim());
        return !(off > Math.max(NEAR, gap.tolerance()) + reach());
    }

    /** How far the mean of all rows can be from that of these. */
    public double reach() {
        int all = subject.split().rows().size();
        double error = deviation() / Math.sqrt(differences.length) * Math.sqrt(1 - (double) differences.length / all);
        double reach = CosineStatistics.reach(error, differences.length, CONFIDENCE);
        return shortBatch(all) + (Double.isNaN(reach) ? 2 : reach);
    }

    /** Differences to another function instead, on the rows on which both were run. */
    public PairedSample to(PairedSample other) {
        double[] between = new double[Math.min(differences.length, other.differences.length)];
        Arrays.setAll(between, row -> differences[row] - other.differences[row]);
        return new PairedSample(between, subject);
    }

    /** Whether a function can be the claim by what is known of another one on more rows, and by what both differ in. */
    public boolean canClose(Gap gap, PairedSample other) {
        PairedSample between = to(other);
        double off = Math.abs(gap.size() + other.mean() + between.mean());
        return !(off > Math.max(NEAR, gap.tolerance()) + other.reach() + between.reach());
    }

    /** How many rows were run. */
    public int size() {
        return differences.length;
    }

    /** Whether more rows need to be run of the other one only, since what both differ in is known far better. */
    public boolean follows(PairedSample other) {
        return MUCH_BETTER * to(other).reach() <= reach();
    }

    /** How much a short last batch can weigh, which counts in the claim as much as a full one: four standard deviations of one row. */
    private double shortBatch(int all) {
        int rest = all % subject.batch();
        int batches = (all + subject.batch() - 1) / subject.batch();
        return subject.kind() == MeanKind.BATCH_MEAN && rest > 0 ? 4 * deviation() / Math.sqrt(rest) / batches : 0;
    }

    /** Whether nothing was changed on any of the rows. */
    public boolean isNothing() {
        return isSame(new double[differences.length]);
    }

    /** Whether it is the same on all of these rows. */
    public boolean isSame(PairedSample other) {
        return isSame(other.differences);
    }

    private boolean isSame(double[] other) {
        for (int row = 0; row < differences.length; row++) {
            // Not the other way round: a prediction that is not finite is the same as none.
            if (!(Math.abs(differences[row] - other[row]) <= SAME)) {
                return false;
            }
        }
        return true;
    }
}
