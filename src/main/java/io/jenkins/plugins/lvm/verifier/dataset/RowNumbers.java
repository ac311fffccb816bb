package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.IntegerDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Rows that an array of the data names: the numbers of those that validate, in evaluation order, or a truth value for each row of the
 * file.
 */
public final class RowNumbers {
    private static final int BUFFER = 1 << 16;
    private static final String HINT =
            "Name an array with the numbers of the rows that validate, counted from 0, or with a truth value "
                    + "for each row of the file.";

    private RowNumbers() {}

    /**
     * Reads them.
     *
     * @param key name of the array
     * @throws VerifierException if there is no such array, or it does not name rows of the file, each once
     */
    public static ValidationRows read(SequenceData data, String key) {
        ArrayFile arrays = data.arrays();
        NamedArray array = arrays.array(key)
                .orElseThrow(() ->
                        VerifierException.unreadable(arrays.path() + " holds no array of rows '" + key + "'.", HINT));
        NpyHeader header = array.header();
        boolean mask = header.type().map(type -> type.kind() == 'b').orElse(false);
        boolean numbers = header.type().map(NumpyType::isInteger).orElse(false);
        long count = header.shape().size() == 1 ? header.shape().get(0) : 0;
        if ((!mask && !numbers) || count < 1 || count > data.sequences() || (mask && count != data.sequences())) {
            throw VerifierException.unreadable(
                    arrays.path() + ": " + key + " is " + header.describe() + ", which names no rows of the "
                            + data.sequences() + " of the file.",
                    HINT);
        }
        long[] values = values(arrays, array, (int) count, mask);
        return mask ? marked(arrays, key, values) : numbered(arrays, key, values, data.sequences());
    }

    private static long[] values(ArrayFile arrays, NamedArray array, int count, boolean mask) {
        NumpyType type = array.header().type().orElseThrow();
        byte[] element = new byte[type.itemSize()];
        ByteBuffer buffer =
                ByteBuffer.allocate(BUFFER / element.length * element.length).limit(0);
        long[] values = new long[count];
        try (ByteSource source = arrays.source(array.key(), () -> false)) {
            for (int i = 0; i < count; i++) {
                if (!buffer.hasRemaining()) {
                    int more = Math.min(buffer.capacity(), (count - i) * element.length);
                    source.read(
                            array.header().length() + (long) i * element.length,
                            buffer.clear().limit(more));
                    buffer.flip();
                }
                buffer.get(element);
                values[i] = mask ? element[0] : IntegerDecoder.decode(type, element);
            }
        }
        return values;
    }

    private static ValidationRows marked(ArrayFile arrays, String key, long[] values) {
        BitSet rows = new BitSet(values.length);
        for (int row = 0; row < values.length; row++) {
            rows.set(row, values[row] != 0);
        }
        if (rows.isEmpty()) {
            throw VerifierException.unreadable(arrays.path() + ": " + key + " marks no row.", HINT);
        }
        return new ValidationRows(rows.stream().toArray());
    }

    private static ValidationRows numbered(ArrayFile arrays, String key, long[] values, int sequences) {
        BitSet seen = new BitSet(sequences);
        int[] rows = new int[values.length];
        for (int i = 0; i < rows.length; i++) {
            if (values[i] < 0 || values[i] >= sequences || seen.get((int) values[i])) {
                throw VerifierException.unreadable(
                        arrays.path() + ": " + key + " names row " + values[i]
                                + (values[i] >= 0 && values[i] < sequences ? " twice." : ", which is not in the file."),
                        HINT);
            }
            rows[i] = (int) values[i];
            seen.set(rows[i]);
        }
        return new ValidationRows(rows);
    }
}
