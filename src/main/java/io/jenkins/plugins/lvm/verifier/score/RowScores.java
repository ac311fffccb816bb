package io.jenkins.plugins.lvm.verifier.score;

/**
 * One batch held against its targets.
 *
 * @param cosines trainer's cosine of each row, 0 where the prediction is not finite
 * @param squaredErrors mean squared difference of each row's components, with a prediction that is not finite taken as zero
 * @param norms raw norm of each prediction
 * @param nonFinite whether a prediction holds a NaN or an infinity
 */
public record RowScores(double[] cosines, double[] squaredErrors, double[] norms, boolean[] nonFinite) {}
