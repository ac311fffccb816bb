package io.jenkins.plugins.lvm.verifier.score;

import java.util.Objects;
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
 * Compares predictions with targets row by row, in double, with ND4J: a second library judges what the first one produced. The
 * cosine is the trainer's: each vector is divided by its norm plus 1e-8, so that a zero vector gives 0 and not NaN.
 *
 * <p>Off-heap memory lives in one workspace that is reused from batch to batch. Not thread-safe.
 */
public final class RowScorer implements AutoCloseable {
    /** What the trainers add to a norm before they divide by it. */
    public static final double EPSILON = 1e-8;

    private static final WorkspaceConfiguration MEMORY = WorkspaceConfiguration.builder()
            .policyLearning(LearningPolicy.OVER_TIME)
            .cyclesBeforeInitialization(2)
            .build();

    private final int dimension;
    private final String workspace = "row-scorer-" + System.identityHashCode(this);
    private @Nullable MemoryWorkspace memory;

    /** @param dimension components of a prediction and of a target */
    public RowScorer(final int dimension) {
        this.dimension = dimension;
    }

    /** Loads the native library, which takes seconds: call it beside other work. */
    public static void start() {
        try (INDArray one = Nd4j.scalar(DataType.DOUBLE, 1.0)) {
            one.getDouble(0);
        }
    }

    /** The version of ND4J in use. */
    public static String libraryVersion() {
        final String version = Nd4j.class.getPackage().getImplementationVersion();
        return version == null ? "1.0.0-M2.1" : version;
    }

    /**
     * Scores one batch.
     *
     * @param predictions row-major [rows, dimension]; what follows is not read
     * @param targets row-major [rows, dimension], finite; what follows is not read
     * @param chance where unit vectors are added up for the chance level; null where nobody asks for it
     * @param groups article run of each row; read only with {@code chance}
     */
    public RowScores score(
            final float[] predictions,
            final float[] targets,
            final int rows,
            final @Nullable ChanceLevel chance,
            final long @Nullable [] groups) {
        try (MemoryWorkspace used = Nd4j.getWorkspaceManager().getAndActivateWorkspace(MEMORY, workspace)) {
            memory = used;
            final INDArray predicted = matrix(predictions, rows);
            final INDArray target = matrix(targets, rows);
            final INDArray norms = predicted.norm2(1);
            final boolean[] nonFinite = new boolean[rows];
            for (int row = 0; row < rows; row++) {
                // A sum of squares can only overflow or be NaN if a component is: float32 squared fits a double.
                if (!Double.isFinite(norms.getDouble(row))) {
                    nonFinite[row] = true;
                    predicted.getRow(row).assign(0);
                }
            }
            final INDArray unitPredicted = predicted.divColumnVector(norms(predicted));
            final INDArray unitTarget = target.divColumnVector(norms(target));
            final double[] cosines = unitPredicted.mul(unitTarget).sum(1).toDoubleVector();
            final INDArray difference = predicted.sub(target);
            final double[] squaredErrors = difference.muli(difference).mean(1).toDoubleVector();
            if (chance != null) {
                long[] runs = Objects.requireNonNull(groups, "the chance level needs the article run of each row");
                addGroups(chance, unitPredicted, unitTarget, runs, rows);
            }
            return new RowScores(cosines, squaredErrors, norms.toDoubleVector(), nonFinite);
        }
    }

    /** In double; the components are copied as one piece, since Nd4j's own factories put one after the other. */
    private INDArray matrix(float[] values, int rows) {
        INDArray single = Nd4j.createUninitialized(DataType.FLOAT, rows, dimension);
        ((FloatPointer) single.data().addressPointer()).put(values, 0, rows * dimension);
        return single.castTo(DataType.DOUBLE);
    }

    private static INDArray norms(final INDArray rows) {
        return rows.norm2(1).addi(EPSILON);
    }

    /** Adds the rows to the chance level, one run of equal groups at a time. */
    private static void addGroups(
            final ChanceLevel chance,
            final INDArray predicted,
            final INDArray target,
            final long[] groups,
            final int rows) {
        int from = 0;
        for (int row = 1; row <= rows; row++) {
            if (row == rows || groups[row] != groups[from]) {
                chance.add(groups[from], row - from, sum(predicted, from, row), sum(target, from, row));
                from = row;
            }
        }
    }

    private static double[] sum(final INDArray matrix, final int from, final int to) {
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
