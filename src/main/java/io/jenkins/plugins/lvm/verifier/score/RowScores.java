package io.jenkins.plugins.lvm.verifier.score;

import java.util.List;

/**
 * One batch held against its targets.
 *
 * @param cosines trainer's cosine of each row, 0 where the prediction is not finite
 * @param squaredErrors mean squared difference of each row's components, with a prediction that is not finite taken as zero
 * @param norms raw norm of each prediction
 * @param nonFinite whether a prediction holds a NaN or an infinity
 */
public record RowScores(double[] cosines, double[] squaredErrors, double[] norms, boolean[] nonFinite) {

    /** Parts of a batch, in the order of its rows. */
    static RowScores joined(List<RowScores> parts, int rows) {
        RowScores all = new RowScores(new double[rows], new double[rows], new double[rows], new boolean[rows]);
        int from = 0;
        for (RowScores part : parts) {
            int count = part.cosines.length;
            System.arraycopy(part.cosines, 0, all.cosines, from, count);
            System.arraycopy(part.squaredErrors, 0, all.squaredErrors, from, count);
            System.arraycopy(part.norms, 0, all.norms, from, count);
            System.arraycopy(part.nonFinite, 0, all.nonFinite, from, count);
            from += count;
        }
        return all;
    }
}
