package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes of predictions and targets the vectors whose cosine a trainer takes. What predictions become for retrieval can differ: a step
 * that is predicted is added to the last context vector before anything is looked for.
 *
 * <p>Arrays are row-major: contexts [rows, length, dimension], which are asked for where they are needed, all others [rows, dimension].
 */
public final class ComparedVectors implements AutoCloseable {
    private final Space space;
    private final int length;
    private final int dimension;
    private final @Nullable Tower tower;
    private @Nullable Observer observer;

    /**
     * What targets go through.
     *
     * @param definition of it, and of nothing else
     * @param weights of the definition
     * @param forward runs it
     * @param closing frees what runs it
     */
    public record Tower(FittingDefinition definition, Weights weights, Predictor forward, Runnable closing) {}

    /** Looks at what a tower makes of vectors. */
    @FunctionalInterface
    public interface Observer {

        /**
         * Sees some vectors.
         *
         * @param vectors that went in, row-major [rows, dimension]; what follows is not looked at
         * @param made of them, row-major [rows, dimension]
         */
        void see(float[] vectors, float[] made);
    }

    /**
     * Compares in a space.
     *
     * @param length vectors in a context
     * @param dimension components of a vector
     * @param tower what targets go through; null where they stay as they are. It is closed with this
     */
    ComparedVectors(Space space, int length, int dimension, @Nullable Tower tower) {
        this.space = space;
        this.length = length;
        this.dimension = dimension;
        this.tower = tower;
    }

    /** Predictions and targets as they are. */
    public static ComparedVectors plain() {
        return new ComparedVectors(Space.COSINE, 0, 0, null);
    }

    /** What of a prediction is compared with {@link #targets}. */
    public float[] predictions(Supplier<float[]> contexts, float[] predictions, int rows) {
        return space == Space.COSINE_SUM ? withLast(contexts.get(), predictions, 1, rows) : predictions;
    }

    /** What of a target predictions are compared with. */
    public float[] targets(Supplier<float[]> contexts, float[] targets, int rows) {
        return space == Space.COSINE_DELTA ? withLast(contexts.get(), targets, -1, rows) : candidates(targets, rows);
    }

    /** What of a prediction is looked for among {@link #candidates}. */
    public float[] queries(Supplier<float[]> contexts, float[] predictions, int rows) {
        return space == Space.COSINE_DELTA || space == Space.COSINE_SUM
                ? withLast(contexts.get(), predictions, 1, rows)
                : predictions;
    }

    /** What of vectors such as targets can be found. */
    public float[] candidates(float[] vectors, int rows) {
        if (tower == null) {
            return vectors;
        }
        float[] made = tower.forward().predictHeld(FloatBuffer.wrap(vectors, 0, rows * dimension), rows, 1)[0];
        if (observer != null) {
            observer.see(vectors, made);
        }
        return made;
    }

    /** Whether targets go through a tower, so that what predictions are compared with is what can be found. */
    boolean hasTower() {
        return tower != null;
    }

    /** What targets go through; null where they stay as they are. */
    public @Nullable Tower tower() {
        return tower;
    }

    /** Has somebody look at what the tower makes from now on. */
    public void show(Observer to) {
        observer = to;
    }

    /** The vectors plus a multiple of the last context vector. */
    private float[] withLast(float[] contexts, float[] vectors, int factor, int rows) {
        float[] sums = new float[rows * dimension];
        for (int row = 0; row < rows; row++) {
            int last = ((row + 1) * length - 1) * dimension;
            for (int i = 0; i < dimension; i++) {
                sums[row * dimension + i] = vectors[row * dimension + i] + factor * contexts[last + i];
            }
        }
        return sums;
    }

    @Override
    public void close() {
        if (tower != null) {
            tower.closing().run();
        }
    }
}
