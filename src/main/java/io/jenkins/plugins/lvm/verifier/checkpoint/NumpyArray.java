package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A NumPy array inside a pickle, such as the state of a random generator: part of the metadata, never a weight. */
final class NumpyArray implements Buildable {
    /** Longer arrays are described, not shown. */
    private static final int SHOWN = 4096;

    private static final long[] NO_SHAPE = {0};
    private static final NumpyDtype NO_DTYPE = new NumpyDtype("b1");
    private static final byte[] NO_DATA = {};

    private long[] shape = NO_SHAPE;
    private NumpyDtype dtype = NO_DTYPE;
    private byte[] data = NO_DATA;

    /** The state is (version, shape, element type, Fortran order, data). */
    @Override
    public void build(final Object state) {
        if (!(state instanceof Tuple tuple)
                || tuple.size() != 5
                || !(tuple.get(1) instanceof Tuple sizes)
                || !(tuple.get(2) instanceof NumpyDtype type)) {
            throw new PickleGlobal.BadArguments("the state of a NumPy array is not understood");
        }
        final byte[] bytes = type.isObject() ? NO_DATA : AllowedGlobals.bytes(tuple.get(4));
        final long[] lengths = AllowedGlobals.longs(sizes);
        if (!type.isObject() && !holds(bytes.length, type.size(), lengths)) {
            throw new PickleGlobal.BadArguments("a NumPy array of shape " + Arrays.toString(lengths) + " and type "
                    + type + " has " + bytes.length + " bytes");
        }
        shape = lengths;
        dtype = type;
        data = bytes;
    }

    private static boolean holds(final long bytes, final int size, final long[] lengths) {
        long needed = size;
        for (final long length : lengths) {
            if (length < 0 || length > bytes || needed > Integer.MAX_VALUE) {
                return false;
            }
            needed *= length;
        }
        return needed == bytes;
    }

    /** A number, a list for a short vector of numbers, a description for everything else. */
    Object plain() {
        if (!dtype.isNumber() || shape.length > 1 || shape.length == 1 && shape[0] > SHOWN) {
            return "numpy.ndarray " + dtype + Arrays.toString(shape);
        }
        if (shape.length == 0) {
            return dtype.value(data, 0);
        }
        final List<Object> values = new ArrayList<>((int) shape[0]);
        for (int i = 0; i < shape[0]; i++) {
            values.add(dtype.value(data, i));
        }
        return Collections.unmodifiableList(values);
    }
}
