package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Some sequences in file order. The buffers are direct, hold float32 in the machine's byte order, and are used again: they are valid
 * until the consumer has returned from the batch after them.
 *
 * @param rows the set that is being read
 * @param from position in the set of the batch's first row
 * @param size number of rows
 * @param contexts {@code [size, contextLength, dimension]}
 * @param targets {@code [size, dimension]}
 */
public record SequenceBatch(RowSet rows, int from, int size, ByteBuffer contexts, ByteBuffer targets) {

    /** The file's row that is at this place of the batch, 0..size-1. */
    public int row(final int place) {
        return rows.row(from + place);
    }

    /** A copy of the contexts. */
    public float[] contextValues() {
        return values(contexts);
    }

    /** A copy of the targets. */
    public float[] targetValues() {
        return values(targets);
    }

    private static float[] values(final ByteBuffer buffer) {
        final FloatBuffer floats = buffer.asFloatBuffer();
        final float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }
}
