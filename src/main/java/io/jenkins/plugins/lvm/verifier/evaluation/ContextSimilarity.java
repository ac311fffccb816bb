package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How like predictions of the first definition are to the vectors of their context, and to each other. */
public final class ContextSimilarity implements ValidationPass.Observer {
    /** Contexts up to this length are looked at in full; longer ones at their ends and in the middle. */
    private static final int FULL = 8;

    private final int contextLength;
    private final int dimension;
    private final int[] positions;
    private final RowSample sample;
    private final double[] sums;
    private final double[] sumOfUnits;
    private long rows;
    private long finite;

    /** @param rows how many rows the pass has */
    public ContextSimilarity(final int contextLength, final int dimension, final int rows) {
        this.contextLength = contextLength;
        this.dimension = dimension;
        this.positions = contextLength <= FULL
                ? IntStream.range(0, contextLength).toArray()
                : new int[] {0, contextLength / 2, contextLength - 2, contextLength - 1};
        this.sample = new RowSample(rows);
        this.sums = new double[positions.length];
        this.sumOfUnits = new double[dimension];
    }

    @Override
    public void see(final Scored batch) {
        final float[] predictions = batch.predictions()[0];
        for (int row = 0; row < batch.size(); row++) {
            if (!sample.holds(batch.place(row))) {
                continue;
            }
            rows++;
            for (int i = 0; i < positions.length; i++) {
                sums[i] += Vectors.cosine(
                        predictions,
                        row * dimension,
                        batch.contexts(),
                        (row * contextLength + positions[i]) * dimension,
                        dimension);
            }
            final double norm = Vectors.norm(predictions, row * dimension, dimension);
            if (norm > 0 && Double.isFinite(norm)) {
                finite++;
                for (int i = 0; i < dimension; i++) {
                    sumOfUnits[i] += predictions[row * dimension + i] / norm;
                }
            }
        }
    }

    /** Places in the context, 0 being the oldest vector. */
    public List<Integer> positions() {
        return Arrays.stream(positions).boxed().toList();
    }

    /** Mean cosine of predictions with the vectors at these places. */
    public List<Double> meanCosines() {
        return Arrays.stream(sums).map(sum -> sum / rows).boxed().toList();
    }

    /** Squared norm of the mean unit prediction: 1 if all are the same vector. */
    public double concentration() {
        return finite == 0
                ? 0
                : Arrays.stream(sumOfUnits)
                        .map(sum -> sum / finite * sum / finite)
                        .sum();
    }
}
