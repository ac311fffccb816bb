package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch in work, or some of its rows, in memory that is used again for another one: the arrays may be longer than the batch. The device
 * reads a whole batch where the reader put it; its contexts are copied to an array only if somebody asks for them.
 */
final class BatchMemory {
    private final int contextSize;
    private final int dimension;
    private RowSet rows = RowSet.of();
    private int from;
    private int size;
    private float[] contexts = new float[0];
    private float[] targets = new float[0];
    /** The reader's own; null of some of a batch's rows. */
    private @Nullable SequenceBatch read;

    private boolean copied;

    /** @param contextSize numbers in a context */
    BatchMemory(int contextSize, int dimension) {
        this.contextSize = contextSize;
        this.dimension = dimension;
    }

    /** Takes all of a batch, for as long as it is valid. */
    void take(SequenceBatch batch) {
        hold(batch.rows(), batch.from(), batch.size());
        batch.targets().asFloatBuffer().get(targets, 0, size * dimension);
        read = batch;
        copied = false;
    }

    /**
     * Takes the rows of a whole batch that are in a set.
     *
     * @return whether there are any
     */
    boolean copy(BatchMemory whole, RowSet some) {
        hold(some, 0, whole.size);
        makeRoom(whole.size);
        FloatBuffer given = whole.batch().contexts().asFloatBuffer();
        int count = 0;
        for (int i = 0; i < whole.size; i++) {
            int place = some.positionOf(whole.rows.row(whole.from + i));
            if (place >= 0) {
                from = count == 0 ? place : from;
                given.get(i * contextSize, contexts, count * contextSize, contextSize);
                System.arraycopy(whole.targets, i * dimension, targets, count * dimension, dimension);
                count++;
            }
        }
        size = count;
        read = null;
        copied = true;
        return count > 0;
    }

    private void hold(RowSet set, int first, int count) {
        rows = set;
        from = first;
        size = count;
        if (targets.length < count * dimension) {
            targets = new float[count * dimension];
        }
    }

    private void makeRoom(int count) {
        int numbers = Math.multiplyExact(count, contextSize);
        if (contexts.length < numbers) {
            contexts = new float[numbers];
        }
    }

    private SequenceBatch batch() {
        return Objects.requireNonNull(read, "only a whole batch is where it was read");
    }

    RowSet rows() {
        return rows;
    }

    /** Place of the first row in the set. */
    int from() {
        return from;
    }

    int size() {
        return size;
    }

    /** Row-major [size, length, dimension]. For one thread at a time. */
    float[] contexts() {
        if (!copied) {
            makeRoom(size);
            batch().contexts().asFloatBuffer().get(contexts, 0, size * contextSize);
            copied = true;
        }
        return contexts;
    }

    /** Row-major [size, dimension]. */
    float[] targets() {
        return targets;
    }

    /** Its contexts where they are, row-major [size, length, dimension]. */
    FloatBuffer given() {
        return read == null
                ? FloatBuffer.wrap(contexts, 0, size * contextSize)
                : read.contexts().asFloatBuffer();
    }

    /** What forward definitions make of it. */
    float[][] predictions(Predictor forward, int contextLength) {
        return read == null
                ? forward.predict(given(), size, contextLength)
                : forward.predictInPlace(read.contexts(), size, contextLength);
    }
}
