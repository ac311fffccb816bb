package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import java.util.Arrays;

/** The cosine of each row by the first definition once more, by plain loops, and kept by the number that the row has in the file. */
public final class PlainCosines {
    private final int dimension;
    /** Ascending, as they come. */
    private final int[] rows;

    private final double[] cosines;
    private int size;

    /** @param count rows of the pass */
    PlainCosines(int dimension, int count) {
        this.dimension = dimension;
        this.rows = new int[count];
        this.cosines = new double[count];
    }

    void see(Scored batch) {
        float[] predictions = batch.predictions()[0];
        float[] targets = batch.compared();
        for (int row = 0; row < batch.size(); row++) {
            rows[size] = batch.row(row);
            cosines[size++] = cosine(predictions, targets, row * dimension, (row + 1) * dimension);
        }
    }

    /** Of a stretch of both; 0 where the prediction is not finite. Two sums of each kind, so that one addition need not wait for the other. */
    public static double cosine(float[] predictions, float[] targets, int from, int to) {
        double product = 0;
        double nextProduct = 0;
        double squares = 0;
        double nextSquares = 0;
        double others = 0;
        double nextOthers = 0;
        int i = from;
        for (; i + 1 < to; i += 2) {
            double predicted = predictions[i];
            double target = targets[i];
            product += predicted * target;
            squares += predicted * predicted;
            others += target * target;
            double nextPredicted = predictions[i + 1];
            double nextTarget = targets[i + 1];
            nextProduct += nextPredicted * nextTarget;
            nextSquares += nextPredicted * nextPredicted;
            nextOthers += nextTarget * nextTarget;
        }
        if (i < to) {
            product += (double) predictions[i] * targets[i];
            squares += (double) predictions[i] * predictions[i];
            others += (double) targets[i] * targets[i];
        }
        double length = Math.sqrt(squares + nextSquares);
        return Double.isFinite(length)
                ? (product + nextProduct)
                        / (length + RowScorer.EPSILON)
                        / (Math.sqrt(others + nextOthers) + RowScorer.EPSILON)
                : 0;
    }

    /** How many rows it has seen. */
    public int size() {
        return size;
    }

    /** In evaluation order; NaN of a row that it has not seen. */
    public double[] in(ValidationRows order) {
        double[] ordered = new double[order.size()];
        for (int position = 0; position < ordered.length; position++) {
            int place = Arrays.binarySearch(rows, 0, size, order.row(position));
            ordered[position] = place < 0 ? Double.NaN : cosines[place];
        }
        return ordered;
    }
}
