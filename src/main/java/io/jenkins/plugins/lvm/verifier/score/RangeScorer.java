package io.jenkins.plugins.lvm.verifier.score;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
     * Scores rows.
     *
     * @param from first of them in the arrays
     * @param to end of them
     * @param groups of all rows of the arrays; null where nobody asks for sums
     */
    Scored score(float[] predictions, float[] targets, int from, int to, long @Nullable [] groups) {
        try (MemoryWorkspace used = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, workspace)) {
            memory = used;
            INDArray predicted = matrix(predictions, from, to);
            INDArray target = matrix(targets, from, to);
            INDArray lengths = predicted.norm2(1);
            double[] norms = lengths.toDoubleVector();
            boolean[] nonFinite = new boolean[to - from];
            for (int row = 0; row < nonFinite.length; row++) {
                // A sum of squares can only overflow or be NaN if a component is: float32 squared fits a double.
                if (!Double.isFinite(norms[row])) {
                    nonFinite[row] = true;
                    predicted.getRow(row).assign(0);
                    lengths.putScalar(row, 0);
                }
            }
            INDArray unitPredicted = predicted.divColumnVector(lengths.addi(RowScorer.EPSILON));
            INDArray unitTarget = target.divColumnVector(target.norm2(1).addi(RowScorer.EPSILON));
            double[] cosines = unitPredicted.mul(unitTarget).sum(1).toDoubleVector();
            INDArray difference = predicted.subi(target);
            double[] squaredErrors = difference.muli(difference).mean(1).toDoubleVector();
            return new Scored(
                    new RowScores(cosines, squaredErrors, norms, nonFinite),
                    groups == null ? List.of() : runs(unitPredicted, unitTarget, from, groups));
        }
    }

    /** In double; the components are copied as one piece, since Nd4j's own factories put one after the other. */
    private INDArray matrix(float[] values, int from, int to) {
        INDArray single = Nd4j.createUninitialized(DataType.FLOAT, to - from, dimension);
        ((FloatPointer) single.data().addressPointer()).put(values, from * dimension, (to - from) * dimension);
        return single.castTo(DataType.DOUBLE);
    }

    private static List<Run> runs(INDArray predicted, INDArray target, int first, long[] groups) {
        List<Run> runs = new ArrayList<>();
        int rows = predicted.rows();
        int from = 0;
        for (int row = 1; row <= rows; row++) {
            if (row == rows || groups[first + row] != groups[first + from]) {
                runs.add(new Run(groups[first + from], row - from, sum(predicted, from, row), sum(target, from, row)));
                from = row;
            }
        }
        return runs;
    }

    private static double[] sum(INDArray matrix, int from, int to) {
        return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all())
                .sum(0)
                .toDoubleVector();
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
