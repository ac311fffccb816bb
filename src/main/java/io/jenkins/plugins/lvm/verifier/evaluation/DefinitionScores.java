package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one forward definition reached on each validation row, in evaluation order.
 *
 * @param cosines with the targets
 * @param squaredErrors mean over the components
 * @param norms of the raw predictions; NaN where one is not finite
 */
public record DefinitionScores(double[] cosines, double[] squaredErrors, double[] norms) {

    /** What is stored of a pass: its cosines. */
    public static DefinitionScores ofStored(float[] stored) {
        double[] cosines = new double[stored.length];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = stored[i];
        }
        return ofCosines(cosines);
    }

    /** What is known of a function that nothing but cosines was taken of. */
    static DefinitionScores ofCosines(double[] cosines) {
        return new DefinitionScores(cosines, new double[0], new double[0]);
    }

    /** The cosines as they are stored. */
    public float[] storedCosines() {
        float[] stored = new float[cosines.length];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = (float) cosines[i];
        }
        return stored;
    }

    /** The mean of a claim's kind. */
    public double mean(MeanKind kind, int batchSize) {
        return kind == MeanKind.BATCH_MEAN ? batchMean(batchSize) : CosineStatistics.sampleMean(cosines);
    }

    double batchMean(int batchSize) {
        return CosineStatistics.batchMean(cosines, batchSize);
    }

    /** As the trainer computes it: the mean over batches of each batch's mean over elements; null where only cosines are known. */
    @Nullable
    Double meanSquaredError(int batchSize) {
        return squaredErrors.length == 0 ? null : Double.valueOf(CosineStatistics.batchMean(squaredErrors, batchSize));
    }

    /** Share of predictions with NaN or infinity among those whose norm is known, 0..1. */
    double nonFiniteShare() {
        return norms.length == 0
                ? 0
                : Arrays.stream(norms).filter(Double::isNaN).count() / (double) norms.length;
    }

    /** Share of predictions of norm zero among those whose norm is known, 0..1. */
    double zeroShare() {
        return norms.length == 0
                ? 0
                : Arrays.stream(norms).filter(norm -> norm == 0).count() / (double) norms.length;
    }

    /** Mean norm of the finite predictions. */
    @Nullable
    Double meanNorm() {
        double mean = Arrays.stream(norms)
                .filter(norm -> !Double.isNaN(norm))
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? null : Double.valueOf(mean);
    }
}
