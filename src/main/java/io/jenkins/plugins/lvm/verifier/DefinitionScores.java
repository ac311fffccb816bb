package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Kind;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import io.jenkins.plugins.lvm.verifier.score.RowScores;

/** What one forward definition reached on each validation row, in evaluation order. */
final class DefinitionScores {
    private final double[] cosines;
    private final double[] squaredErrors;
    private double sumOfCosines;
    private double sumOfNorms;
    private int finite;
    private int zero;

    DefinitionScores(final int rows) {
        cosines = new double[rows];
        squaredErrors = new double[rows];
    }

    /**
     * Takes a batch.
     *
     * @param positions place in evaluation order of each row
     * @param from index in {@code positions} of the batch's first row
     */
    void add(final RowScores scores, final int[] positions, final int from) {
        for (int i = 0; i < scores.cosines().length; i++) {
            final int position = positions[from + i];
            cosines[position] = scores.cosines()[i];
            squaredErrors[position] = scores.squaredErrors()[i];
            sumOfCosines += scores.cosines()[i];
            if (!scores.nonFinite()[i]) {
                finite++;
                sumOfNorms += scores.norms()[i];
                zero += scores.norms()[i] == 0 ? 1 : 0;
            }
        }
    }

    double[] cosines() {
        return cosines;
    }

    /** The cosines as they are stored. */
    float[] storedCosines() {
        final float[] stored = new float[cosines.length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (float) cosines[i];
        }
        return stored;
    }

    double sumOfCosines() {
        return sumOfCosines;
    }

    /** The mean of a claim's kind. */
    double mean(final Kind kind, final int batchSize) {
        return kind == Kind.BATCH_MEAN ? batchMean(batchSize) : CosineStatistics.sampleMean(cosines);
    }

    double batchMean(final int batchSize) {
        return CosineStatistics.batchMean(cosines, batchSize);
    }

    /** As the trainer computes it: the mean over batches of each batch's mean over elements. */
    double meanSquaredError(final int batchSize) {
        return CosineStatistics.batchMean(squaredErrors, batchSize);
    }

    /** Share of predictions with NaN or infinity, 0..1. */
    double nonFiniteShare() {
        return (double) (cosines.length - finite) / cosines.length;
    }

    /** Share of predictions of norm zero, 0..1. */
    double zeroShare() {
        return (double) zero / cosines.length;
    }

    /** Mean norm of the finite predictions, or null if there is none. */
    Double meanNorm() {
        return finite == 0 ? null : Double.valueOf(sumOfNorms / finite);
    }
}
