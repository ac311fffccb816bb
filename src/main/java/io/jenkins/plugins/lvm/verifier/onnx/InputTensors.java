package io.jenkins.plugins.lvm.verifier.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow.Field;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.RowInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives packed rows to a graph, in the types and shapes that it states. */
final class InputTensors implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    /**
     * @param packed [batch, floats of a row] from its position on; the position stays
     * @throws VerifierException if a number is beyond the type that the graph reads
     */
    InputTensors(OrtEnvironment environment, List<RowInput> inputs, FloatBuffer packed, int batch) throws OrtException {
        float[] rows = new float[packed.remaining()];
        packed.duplicate().get(rows);
        int width = rows.length / batch;
        try {
            for (RowInput input : inputs) {
                tensors.put(input.value().name(), tensor(environment, input, rows, width, batch));
            }
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, RowInput input, float[] rows, int width, int batch)
            throws OrtException {
        Field field = input.field();
        ElementType type = input.type();
        int elements = Math.toIntExact(field.elements());
        int step = elements == 0 ? 0 : Math.toIntExact(field.floats() / elements);
        ByteBuffer bytes = ByteBuffer.allocateDirect(
                        Math.multiplyExact(Math.multiplyExact(batch, elements), type.bytes()))
                .order(ByteOrder.nativeOrder());
        for (int row = 0; row < batch; row++) {
            int at = row * width + input.at();
            for (int i = 0; i < elements; i++, at += step) {
                put(field, type, rows, at, bytes);
            }
        }
        long[] shape = new long[field.shape().size() + 1];
        shape[0] = batch;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = field.shape().get(axis - 1);
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, javaType(type));
    }

    private static void put(Field field, ElementType type, float[] rows, int at, ByteBuffer bytes) {
        NumpyType from = field.type();
        switch (type) {
            case FLOAT -> bytes.putFloat((float) PackedRow.real(from, rows, at));
            case DOUBLE -> bytes.putDouble(PackedRow.real(from, rows, at));
            case FLOAT16 -> bytes.putShort(Fp16Conversions.floatToFp16((float) PackedRow.real(from, rows, at)));
            case INT64 -> bytes.putLong(whole(field, type, rows, at, Long.MIN_VALUE, Long.MAX_VALUE));
            case INT32 -> bytes.putInt((int) whole(field, type, rows, at, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT16 -> bytes.putShort((short) whole(field, type, rows, at, Short.MIN_VALUE, Short.MAX_VALUE));
            case INT8 -> bytes.put((byte) whole(field, type, rows, at, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> bytes.put((byte) whole(field, type, rows, at, 0, (1 << Byte.SIZE) - 1));
            default -> bytes.put((byte) whole(field, type, rows, at, 0, 1));
        }
    }

    private static long whole(Field field, ElementType type, float[] rows, int at, long least, long most) {
        long value = PackedRow.integer(field.type(), rows, at);
        boolean beyond = value < 0 && field.type().kind() == 'u';
        if (beyond || value < least || value > most) {
            throw VerifierException.unreadable(
                    "The array '" + PrintableText.of(field.key()) + "' holds "
                            + (beyond ? Long.toUnsignedString(value) : Long.toString(value))
                            + ", which is beyond what the graph reads as " + type + ".",
                    "Write the numbers that the model was trained on, or export the graph with a wider type.");
        }
        return value;
    }

    private static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case INT16 -> OnnxJavaType.INT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            default -> OnnxJavaType.BOOL;
        };
    }

    /** By the names of the graph's inputs. */
    Map<String, OnnxTensor> byName() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
