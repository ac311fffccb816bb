package io.jenkins.plugins.lvm.verifier.score;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.api.ops.impl.reduce3.EuclideanDistance;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares some rows of a batch with their targets, on the thread that its off-heap memory belongs to: one workspace, which is used again
 * from batch to batch. Not thread-safe.
 */
final class RangeScorer implements AutoCloseable {
    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .policyLearning(LearningPolicy.OVER_TIME)
            .cyclesBeforeInitialization(2)
            .build();

    private final int dimension;
    private final String workspace = "range-scorer-" + System.identityHashCode(this);
    private @Nullable MemoryWorkspace memory;

    /** @param dimension components of a prediction and of a target */
    RangeScorer(int dimension) {
        this.dimension = dimension;
    }

    /**
     * What some rows reached.
     *
     * @param runs of equal groups, in order; empty where nobody asks for them
     */
    record Scored(RowScores scores, List<Run> runs) {}

    /**
     * Unit vectors of one group, added up.
     *
     * @param count rows
     */
    record Run(long group, int count, double[] predictions, double[] targets) {
        void addTo(ChanceLevel chance) {
            chance.add(group, count, predictions, targets);
        }
    }

    /**
     * Scores rows: four reductions of two matrices, and nothing that is as large as they are in between.
     *
     * @param from first of them in the arrays
     * @param to end of them
     * @param groups of all rows of the arrays; null where nobody asks for sums
     */
    Scored score(float[] predictions, float[] targets, int from, int to, long @Nullable [] groups) {
        try (MemoryWorkspace used = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, workspace)) {
            memory = used;
            int rows = to - from;
            INDArray predicted = matrix(predictions, from, rows);
            INDArray target = matrix(targets, from, rows);
            double[] norms = values(predicted.norm2(1));
            boolean[] nonFinite = new boolean[rows];
            for (int row = 0; row < rows; row++) {
                // A sum of squares can only overflow or be NaN if a component is: float32 squared fits a double.
                if (!Double.isFinite(norms[row])) {
                    nonFinite[row] = true;
                    predicted.getRow(row).assign(0);
                }
            }
            double[] targetNorms = values(target.norm2(1));
            double[] products = values(Nd4j.getExecutioner().exec(new Dot(predicted, target, 1)));
            double[] distances = values(Nd4j.getExecutioner().exec(new EuclideanDistance(predicted, target, 1)));
            double[] scales = new double[rows];
            double[] targetScales = new double[rows];
            double[] cosines = new double[rows];
            double[] squaredErrors = new double[rows];
            for (int row = 0; row < rows; row++) {
                scales[row] = nonFinite[row] ? 0 : 1 / (norms[row] + RowScorer.EPSILON);
                targetScales[row] = 1 / (targetNorms[row] + RowScorer.EPSILON);
                cosines[row] = products[row] * scales[row] * targetScales[row];
                squaredErrors[row] = distances[row] * distances[row] / dimension;
            }
            return new Scored(
                    new RowScores(cosines, squaredErrors, norms, nonFinite),
                    groups == null
                            ? List.of()
                            : runs(new Rows(predictions, from, scales), new Rows(targets, from, targetScales), groups));
        }
    }

    /** In double; the components are copied as one piece, since Nd4j's own factories put one after the other. */
    private INDArray matrix(float[] values, int from, int rows) {
        INDArray single = Nd4j.createUninitialized(DataType.FLOAT, rows, dimension);
        ((FloatPointer) single.data().addressPointer()).put(values, from * dimension, rows * dimension);
        return single.castTo(DataType.DOUBLE);
    }

    /** As one piece, too. */
    private static double[] values(INDArray vector) {
        double[] values = new double[Math.toIntExact(vector.length())];
        ((DoublePointer) vector.data().addressPointer()).get(values);
        return values;
    }

    /**
     * Vectors of which sums are taken.
     *
     * @param from the first row in the array
     * @param scales what makes a unit vector of each; 0 of what is not finite
     */
    private record Rows(float[] values, int from, double[] scales) {
        /** The sum of unit vectors. ND4J takes 50 µs for a sum, whatever little it adds up, and most runs are of few rows. */
        double[] sum(int first, int end, int dimension) {
            double[] sum = new double[dimension];
            for (int row = first; row < end; row++) {
                double scale = scales[row];
                if (scale > 0) {
                    int at = (from + row) * dimension;
                    for (int i = 0; i < dimension; i++) {
                        sum[i] += values[at + i] * scale;
                    }
                }
            }
            return sum;
        }
    }

    private List<Run> runs(Rows predicted, Rows target, long[] groups) {
        List<Run> runs = new ArrayList<>();
        int first = predicted.from();
        int rows = predicted.scales().length;
        int from = 0;
        for (int row = 1; row <= rows; row++) {
            if (row == rows || groups[first + row] != groups[first + from]) {
                runs.add(new Run(
                        groups[first + from],
                        row - from,
                        predicted.sum(from, row, dimension),
                        target.sum(from, row, dimension)));
                from = row;
            }
        }
        return runs;
    }

    @Override
    public void close() {
        // Destroying all workspaces of a thread would collect garbage as well, of the whole process.
        if (memory != null) {
            Nd4j.getWorkspaceManager().destroyWorkspace(memory);
            memory = null;
        }
    }
}
