package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

/** Makes tensors whose values are computed of those of others whenever they are asked for; none are kept. */
final class ComputedTensors {
    private static final int MOST = (Integer.MAX_VALUE - 8) / Float.BYTES;

    private final ReadLimits limits;
    private final FileErrors file;

    ComputedTensors(ReadLimits limits, FileErrors file) {
        this.limits = limits;
        this.file = file;
    }

    /**
     * A contiguous tensor of float32.
     *
     * @param name of the tensor, for messages
     * @param values in row-major order, as many as the shape has
     */
    Tensor of(String name, long[] shape, Supplier<float[]> values) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (elements > MOST) {
            throw file.refused("holds a tensor of " + elements + " elements, more than can be computed at once.");
        }
        Storage storage = new Storage(
                "of " + name,
                Dtype.FLOAT32,
                elements,
                ByteOrder.LITTLE_ENDIAN,
                offset -> new ByteArrayInputStream(
                        bytes(values.get()), (int) offset, Math.toIntExact(elements * Float.BYTES - offset)),
                file);
        long[] stride = new long[shape.length];
        long next = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            stride[axis] = next;
            next *= shape[axis];
        }
        return Tensor.of(storage, 0, shape, stride, limits);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
