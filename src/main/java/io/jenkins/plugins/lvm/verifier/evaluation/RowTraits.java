package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Arrays;

/** What kind of row each one is: how well the mean of its context predicts, the norm of its target, the coherence of its context. */
public final class RowTraits implements Observer {
    private final RowSet rows;
    private final int contextLength;
    private final int dimension;
    private final float[] naive;
    private final float[] norms;
    private final float[] coherences;

    RowTraits(RowSet rows, int contextLength, int dimension) {
        this.rows = rows;
        this.contextLength = contextLength;
        this.dimension = dimension;
        this.naive = new float[rows.size()];
        this.norms = new float[rows.size()];
        this.coherences = new float[rows.size()];
    }

    @Override
    public void see(Scored batch) {
        float[] mean = new float[dimension];
        for (int row = 0; row < batch.size(); row++) {
            int context = row * contextLength * dimension;
            Arrays.fill(mean, 0);
            double neighbours = 0;
            for (int step = 0; step < contextLength; step++) {
                int from = context + step * dimension;
                for (int i = 0; i < dimension; i++) {
                    mean[i] += batch.contexts()[from + i];
                }
                neighbours += step == 0
                        ? 0
                        : Vectors.cosine(batch.contexts(), from, batch.contexts(), from - dimension, dimension);
            }
            int place = batch.place(row);
            naive[place] = (float) Vectors.cosine(mean, 0, batch.targets(), row * dimension, dimension);
            norms[place] = (float) Vectors.norm(batch.targets(), row * dimension, dimension);
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
