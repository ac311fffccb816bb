package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.pickle.Described;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A view into a storage, whose geometry has been checked against it. Nothing is read before values are asked for, and a tensor keeps
 * none.
 */
public final class Tensor implements Described {
    static final int MAX_RANK = PickleArguments.MAX_RANK;
    private static final int CHUNK_BYTES = 1 << 18;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final Storage storage;
    private final long offset;
    private final long[] shape;
    private final long[] stride;
    private final long elements;
    /** One past the last element of the storage that this tensor touches. */
    private final long end;

    private final int stridedBytes;

    private Tensor(
            final Storage storage,
            final long offset,
            final long[] shape,
            final long[] stride,
            final long elements,
            final long end,
            final int stridedBytes) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.stride = stride;
        this.elements = elements;
        this.end = end;
        this.stridedBytes = stridedBytes;
    }

    /**
     * Checks a geometry against its storage.
     *
     * @throws VerifierException if it reaches outside of the storage or makes no sense
     */
    static Tensor of(
            final Storage storage,
            final long offset,
            final long[] shape,
            final long[] stride,
            final ReadLimits limits) {
        if (shape.length != stride.length || offset < 0) {
            throw impossible(storage, offset, shape, stride);
        }
        long elements = 1;
        long last = offset;
        boolean empty = false;
        try {
            for (int axis = 0; axis < shape.length; axis++) {
                if (shape[axis] < 0 || stride[axis] < 0) {
                    throw impossible(storage, offset, shape, stride);
                }
                empty |= shape[axis] == 0;
                if (!empty) {
                    elements = Math.multiplyExact(elements, shape[axis]);
                    last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, stride[axis]));
                }
            }
        } catch (final ArithmeticException e) {
            throw impossible(storage, offset, shape, stride);
        }
        if (empty) {
            return new Tensor(
                    storage,
                    offset,
                    shape.clone(),
                    stride.clone(),
                    0,
                    offset,
                    limits.tensors().stridedBytes());
        }
        if (last >= storage.elements()) {
            throw impossible(storage, offset, shape, stride);
        }
        if (elements > storage.elements() && elements > limits.tensors().expandedElements()) {
            throw storage.subject()
                    .refused("holds a tensor of " + elements + " elements expanded from a storage of "
                            + storage.elements() + ", which is beyond the limit of "
                            + limits.tensors().expandedElements() + ".");
        }
        return new Tensor(
                storage,
                offset,
                shape.clone(),
                stride.clone(),
                elements,
                last + 1,
                limits.tensors().stridedBytes());
    }

    private static VerifierException impossible(
            final Storage storage, final long offset, final long[] shape, final long[] stride) {
        return storage.subject()
                .refused("is damaged: a tensor of shape " + Arrays.toString(shape) + ", stride "
                        + Arrays.toString(stride) + " and offset "
                        + offset + " does not fit into its storage " + FileErrors.printable(storage.key()) + " of "
                        + storage.elements() + " elements.");
    }

    public Dtype dtype() {
        return storage.dtype();
    }

    /** Sizes of the axes; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** Elements of the storage between neighbours, for each axis. */
    public long[] stride() {
        return stride.clone();
    }

    /** Index of the first element in the storage. */
    public long offset() {
        return offset;
    }

    /** Name of the storage in the file; tensors with the same one share their values. */
    public String storageKey() {
        return storage.key();
    }

    /** Number of elements, the product of the shape. */
    public long elements() {
        return elements;
    }

    /** Bytes of the file that are read for the values: with gaps or permuted axes, all from the first element to the last. */
    long bytesRead() {
        return (isContiguous() ? elements : end - offset) * dtype().bytes();
    }

    /** Whether elements lie in the storage in row-major order without gaps. */
    public boolean isContiguous() {
        long expected = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1) {
                if (stride[axis] != expected) {
                    return elements == 0;
                }
                expected *= shape[axis];
            }
        }
        return true;
    }

    /**
     * The values in row-major order, converted to float32.
     *
     * @throws VerifierException if they cannot be read or are too many for an array
     */
    public float[] floats() {
        float[] values = new float[arrayLength()];
        read(FloatBuffer.wrap(values));
        return values;
    }

    /**
     * Reads the values in row-major order, converted to float32.
     *
     * @param into has room for them
     * @throws VerifierException if they cannot be read
     */
    public void read(FloatBuffer into) {
        forEachChunk(raw -> dtype().toFloats(raw, into));
    }

    /**
     * The values in row-major order, converted to float64, which is exact for all but the largest int64.
     *
     * @throws VerifierException if they cannot be read or are too many for an array
     */
    public double[] doubles() {
        final double[] values = new double[arrayLength()];
        final int[] filled = {0};
        forEachChunk(raw -> {
            dtype().toDoubles(raw, values, filled[0]);
            filled[0] += raw.remaining() / dtype().bytes();
        });
        return values;
    }

    /** Counts and moments of the values, in one pass and constant memory. */
    public WeightHealth health() {
        final double[] values = new double[(int) Math.min(elements, CHUNK_BYTES / dtype().bytes())];
        final WeightHealth[] health = {WeightHealth.NONE};
        forEachChunk(raw -> {
            dtype().toDoubles(raw, values, 0);
            health[0] = health[0].plus(WeightHealth.of(values, raw.remaining() / dtype().bytes()));
        });
        return health[0];
    }

    @Override
    public String kind() {
        return "a tensor " + summary();
    }

    TensorSummary summary() {
        return new TensorSummary(dtype(), Arrays.stream(shape).boxed().toList());
    }

    private int arrayLength() {
        if (elements > MAX_ARRAY) {
            throw storage.subject()
                    .refused("holds a tensor of " + elements + " elements, more than can be held at once.");
        }
        return (int) elements;
    }

    /**
     * Passes the raw elements in row-major order, packed, in pieces of at most {@value #CHUNK_BYTES} bytes.
     *
     * <p>Bytes are copied out of the file by positional reads rather than mapped: as fast for one pass, and a file truncated
     * meanwhile gives an error here where a mapping would give a fault that can end the JVM.
     */
    private void forEachChunk(final Consumer<ByteBuffer> consumer) {
        if (elements == 0) {
            return;
        }
        try (InputStream in = storage.bytes().openAt(offset * dtype().bytes())) {
            if (isContiguous()) {
                long left = elements * dtype().bytes();
                final byte[] chunk = new byte[(int) Math.min(left, CHUNK_BYTES)];
                while (left > 0) {
                    final int length = (int) Math.min(left, chunk.length);
                    fill(in, chunk, length);
                    consumer.accept(ByteBuffer.wrap(chunk, 0, length).order(storage.order()));
                    left -= length;
                }
            } else {
                gather(in, consumer);
            }
        } catch (final IOException e) {
            throw storage.subject()
                    .refused(
                            "could not be read (" + e.getMessage() + ").",
                            "Was it changed or cut off while it was being read?");
        }
    }

    private void gather(final InputStream in, final Consumer<ByteBuffer> consumer) throws IOException {
        final int size = dtype().bytes();
        final long spanned = (end - offset) * size;
        if (spanned > stridedBytes) {
            throw storage.subject()
                    .refused("holds a tensor with gaps that spans " + spanned + " bytes, which is beyond the limit of "
                            + stridedBytes + ".");
        }
        final byte[] span = new byte[(int) spanned];
        fill(in, span, span.length);
        final byte[] chunk = new byte[(int) Math.min(elements * size, CHUNK_BYTES)];
        final int[] step = new int[shape.length]; // bytes
        for (int axis = 0; axis < step.length; axis++) {
            step[axis] = shape[axis] == 1 ? 0 : (int) stride[axis] * size;
        }
        final long[] index = new long[shape.length];
        int from = 0;
        int packed = 0;
        for (long element = 0; element < elements; element++) {
            System.arraycopy(span, from, chunk, packed, size);
            packed += size;
            if (packed == chunk.length) {
                consumer.accept(ByteBuffer.wrap(chunk).order(storage.order()));
                packed = 0;
            }
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += step[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                from -= (int) (shape[axis] * step[axis]);
                index[axis] = 0;
            }
        }
        if (packed > 0) {
            consumer.accept(ByteBuffer.wrap(chunk, 0, packed).order(storage.order()));
        }
    }

    private void fill(final InputStream in, final byte[] chunk, final int length) throws IOException {
        if (in.readNBytes(chunk, 0, length) < length) {
            throw storage.subject()
                    .refused(
                            "ends in the middle of storage " + FileErrors.printable(storage.key()) + ".",
                            "Was it changed or cut off while it was being read?");
        }
    }
}
