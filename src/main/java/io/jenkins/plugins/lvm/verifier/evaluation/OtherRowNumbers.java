package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers of each row that a trainer could have averaged in place of the cosine of prediction and target. */
public final class OtherRowNumbers implements ValidationPass.Observer {
    /** A trainer's guard against division by zero. */
    private static final double EPSILON = 1e-8;

    private final int contextLength;
    private final int dimension;
    private final RowSet fileOrder;
    private final double[] steps;
    private final double[] copies;
    private final double[] means;
    private final @Nullable AxisSums axis;

    /** @param batchSize rows in a batch of the trainer's validation */
    public OtherRowNumbers(EvaluationData data, ValidationRows rows, int batchSize) {
        contextLength = data.sequences().contextLength();
        dimension = data.sequences().dimension();
        fileOrder = rows.rowSet();
        steps = new double[rows.size()];
        copies = new double[rows.size()];
        means = new double[rows.size()];
        axis = isFileOrder(rows) ? new AxisSums(dimension, batchSize) : null;
    }

    /**
     * The numbers in evaluation order.
     *
     * @param steps cosine of the prediction with the step from the last context vector to the target
     * @param copies cosine of the last context vector with the target
     * @param means cosine of the context's mean with the target
     */
    public record Numbers(double[] steps, double[] copies, double[] means) {}

    private boolean isFileOrder(ValidationRows rows) {
        for (int position = 0; position < rows.size(); position++) {
            if (fileOrder.row(position) != rows.row(position)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            int place = batch.place(row);
            int target = row * dimension;
            steps[place] = stepCosine(batch, target, ((row + 1) * contextLength - 1) * dimension);
            copies[place] = batch.geometry().copyLast(row);
            means[place] = batch.geometry().contextMean(row);
            if (axis != null) {
                axis.add(batch.predictions()[0], batch.compared(), target);
            }
        }
    }

    /** Cosine of a prediction with the step, taken in float32 as a trainer would, from the last context vector to the target. */
    private double stepCosine(Scored batch, int target, int last) {
        float[] predictions = batch.predictions()[0];
        double product = 0;
        double squaredSteps = 0;
        double squaredPredictions = 0;
        for (int i = 0; i < dimension; i++) {
            double step = batch.targets()[target + i] - batch.contexts()[last + i];
            double prediction = predictions[target + i];
            product += prediction * step;
            squaredSteps += step * step;
            squaredPredictions += prediction * prediction;
        }
        double norms = Math.sqrt(squaredSteps) * Math.sqrt(squaredPredictions);
        return norms > 0 && Double.isFinite(norms) ? product / norms : 0;
    }

    /** What was seen. */
    public Numbers in(ValidationRows rows) {
        return new Numbers(ordered(steps, rows), ordered(copies, rows), ordered(means, rows));
    }

    private double[] ordered(double[] values, ValidationRows rows) {
        double[] ordered = new double[rows.size()];
        for (int position = 0; position < ordered.length; position++) {
            ordered[position] = values[fileOrder.positionOf(rows.row(position))];
        }
        return ordered;
    }

    /**
     * The mean over batches of the mean over components of the cosine that each component has over the rows of a batch: that of a
     * cosine with {@code dim=0}. Empty where the trainer's batches are not in file order.
     */
    public Optional<Double> alongRows() {
        return Optional.ofNullable(axis).map(AxisSums::mean);
    }

    /** Sums over the rows of one batch after the other. */
    private static final class AxisSums {
        private final int dimension;
        private final int batchSize;
        private final double[] products;
        private final double[] squaredPredictions;
        private final double[] squaredTargets;
        private int rows;
        private int batches;
        private double total;

        AxisSums(int dimension, int batchSize) {
            this.dimension = dimension;
            this.batchSize = batchSize;
            products = new double[dimension];
            squaredPredictions = new double[dimension];
            squaredTargets = new double[dimension];
        }

        void add(float[] predictions, float[] targets, int from) {
            for (int i = 0; i < dimension; i++) {
                double predicted = predictions[from + i];
                double target = targets[from + i];
                products[i] += predicted * target;
                squaredPredictions[i] += predicted * predicted;
                squaredTargets[i] += target * target;
            }
            if (++rows == batchSize) {
                close();
            }
        }

        private void close() {
            double sum = 0;
            for (int i = 0; i < dimension; i++) {
                sum += products[i] / Math.max(EPSILON, Math.sqrt(squaredPredictions[i] * squaredTargets[i]));
                products[i] = 0;
                squaredPredictions[i] = 0;
                squaredTargets[i] = 0;
            }
            total += sum / dimension;
            batches++;
            rows = 0;
        }

        double mean() {
            if (rows > 0) {
                close();
            }
            return total / batches;
        }
    }
}
