package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A NumPy array inside a pickle, such as the state of a random generator: part of the metadata, never a weight. */
public final class NumpyArray implements Buildable {
    /** Longer arrays are described, not shown. */
    private static final int SHOWN = 4096;

    private static final long[] NO_SHAPE = {0};
    private static final PickledDtype NO_DTYPE = new PickledDtype("b1", false);
    private static final byte[] NO_DATA = {};

    private long[] shape = NO_SHAPE;
    private PickledDtype dtype = NO_DTYPE;
    private byte[] data = NO_DATA;

    /** The state is (version, shape, element type, Fortran order, data). */
    @Override
    public void build(@Nullable Object state) {
        if (!(state instanceof Tuple tuple)
                || tuple.size() != 5
                || !(tuple.get(1) instanceof Tuple sizes)
                || !(tuple.get(2) instanceof PickledDtype pickled)) {
            throw new PickleGlobal.BadArguments("the state of a NumPy array is not understood");
        }
        boolean objects = pickled.type().isObject();
        byte[] bytes = objects ? NO_DATA : PickleArguments.bytes(tuple.get(4));
        long[] lengths = PickleArguments.longs(sizes);
        PickleArguments.require(
                objects || holds(bytes.length, pickled.type().itemSize(), lengths),
                "a NumPy array of shape " + Arrays.toString(lengths) + " and type "
                        + pickled.type().code() + " has " + bytes.length + " bytes");
        shape = lengths;
        dtype = pickled;
        data = bytes;
    }

    private static boolean holds(long bytes, int size, long[] lengths) {
        long needed = size;
        for (long length : lengths) {
            if (length < 0 || length > bytes || needed > Integer.MAX_VALUE) {
                return false;
            }
            needed *= length;
        }
        return needed == bytes;
    }

    /** A number, a list for a short vector of numbers, a description for everything else. */
    public Object plain() {
        if (!dtype.type().isNumber() || shape.length > 1 || (shape.length == 1 && shape[0] > SHOWN)) {
            return "numpy.ndarray " + dtype.type().code() + Arrays.toString(shape);
        }
        if (shape.length == 0) {
            return dtype.value(data, 0);
        }
        List<Object> values = new ArrayList<>((int) shape[0]);
        for (int i = 0; i < shape[0]; i++) {
            values.add(dtype.value(data, i));
        }
        return Collections.unmodifiableList(values);
    }
}
