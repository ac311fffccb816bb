package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.BatchGeometry;

/** What kind of row each one is: how well the mean of its context predicts, the norm of its target, the coherence of its context. */
public final class RowTraits implements Observer {
    private final RowSet rows;
    private final int contextLength;
    private final float[] naive;
    private final float[] norms;
    private final float[] coherences;

    RowTraits(RowSet rows, int contextLength) {
        this.rows = rows;
        this.contextLength = contextLength;
        this.naive = new float[rows.size()];
        this.norms = new float[rows.size()];
        this.coherences = new float[rows.size()];
    }

    @Override
    public void see(Scored batch) {
        BatchGeometry geometry = batch.geometry();
        for (int row = 0; row < batch.size(); row++) {
            double neighbours = 0;
            for (int position = 1; position < contextLength; position++) {
                neighbours += geometry.withNeighbour(row, position);
            }
            int place = batch.place(row);
            naive[place] = (float) geometry.contextMean(row);
            norms[place] = (float) geometry.targetNorm(row);
            coherences[place] = (float) (neighbours / Math.max(1, contextLength - 1));
        }
    }

    /** Cosine of the context's mean with the target, in the order of these rows. */
    public double[] naive(ValidationRows order) {
        return in(order, naive);
    }

    /** Norm of the target, in the order of these rows. */
    public double[] norms(ValidationRows order) {
        return in(order, norms);
    }

    /** Mean cosine of neighbours in the context, in the order of these rows. */
    public double[] coherences(ValidationRows order) {
        return in(order, coherences);
    }

    private double[] in(ValidationRows order, float[] values) {
        double[] ordered = new double[order.size()];
        for (int position = 0; position < ordered.length; position++) {
            ordered[position] = values[rows.positionOf(order.row(position))];
        }
        return ordered;
    }
}
