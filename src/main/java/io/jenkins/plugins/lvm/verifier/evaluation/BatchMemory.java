package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import java.nio.FloatBuffer;

/**
 * A copy of a batch that outlives the reader's own buffers, in memory that is used again for another batch: the arrays may be longer
 * than the batch.
 */
final class BatchMemory {
    private final int contextSize;
    private final int dimension;
    private RowSet rows = RowSet.of();
    private int from;
    private int size;
    private float[] contexts = new float[0];
    private float[] targets = new float[0];

    /** @param contextSize numbers in a context */
    BatchMemory(int contextSize, int dimension) {
        this.contextSize = contextSize;
        this.dimension = dimension;
    }

    /** Takes all of a batch. */
    void copy(SequenceBatch batch) {
        hold(batch.rows(), batch.from(), batch.size());
        batch.contexts().asFloatBuffer().get(contexts, 0, size * contextSize);
        batch.targets().asFloatBuffer().get(targets, 0, size * dimension);
    }

    /**
     * Takes the rows of another batch that are in a set.
     *
     * @return whether there are any
     */
    boolean copy(BatchMemory other, RowSet some) {
        hold(some, 0, other.size);
        int count = 0;
        for (int i = 0; i < other.size; i++) {
            int place = some.positionOf(other.rows.row(other.from + i));
            if (place >= 0) {
                from = count == 0 ? place : from;
                System.arraycopy(other.contexts, i * contextSize, contexts, count * contextSize, contextSize);
                System.arraycopy(other.targets, i * dimension, targets, count * dimension, dimension);
                count++;
            }
        }
        size = count;
        return count > 0;
    }

    private void hold(RowSet set, int first, int count) {
        rows = set;
        from = first;
        size = count;
        if (targets.length < count * dimension) {
            contexts = new float[Math.multiplyExact(count, contextSize)];
            targets = new float[count * dimension];
        }
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

    /** Row-major [size, length, dimension]. */
    float[] contexts() {
        return contexts;
    }

    /** Row-major [size, dimension]. */
    float[] targets() {
        return targets;
    }

    /** For a forward pass. */
    FloatBuffer input() {
        return FloatBuffer.wrap(contexts, 0, size * contextSize);
    }
}
