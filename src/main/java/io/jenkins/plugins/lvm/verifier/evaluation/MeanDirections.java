package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Arrays;

/** Adds up unit predictions and unit targets: what all of each have in common. */
public final class MeanDirections implements ValidationPass.Observer {
    private final int dimension;
    private final RowSample sample;
    private final double[] predictions;
    private final double[] targets;
    private long rows;

    /** @param rows how many rows the pass has */
    public MeanDirections(int dimension, int rows) {
        this.dimension = dimension;
        sample = new RowSample(rows);
        predictions = new double[dimension];
        targets = new double[dimension];
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            if (sample.holds(batch.place(row))) {
                add(predictions, batch.predictions()[0], row * dimension);
                add(targets, batch.compared(), row * dimension);
                rows++;
            }
        }
    }

    private void add(double[] sum, float[] values, int from) {
        double norm = Vectors.norm(values, from, dimension);
        for (int i = 0; i < dimension && norm > 0 && Double.isFinite(norm); i++) {
            sum[i] += values[from + i] / norm;
        }
    }

    /** Cosine of both means. */
    public double cosine() {
        return cosine(predictions, targets);
    }

    /** Cosine of both means' absolute values. */
    public double absoluteCosine() {
        return cosine(absolute(predictions), absolute(targets));
    }

    /** Length of the mean unit prediction, 0..1. */
    public double predictionLength() {
        return rows == 0 ? 0 : length(predictions) / rows;
    }

    /** Length of the mean unit target, 0..1. */
    public double targetLength() {
        return rows == 0 ? 0 : length(targets) / rows;
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    private static double cosine(double[] one, double[] other) {
        double dot = 0;
        for (int i = 0; i < one.length; i++) {
            dot += one[i] * other[i];
        }
        double lengths = length(one) * length(other);
        return lengths > 0 ? dot / lengths : 0;
    }

    private static double length(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}
