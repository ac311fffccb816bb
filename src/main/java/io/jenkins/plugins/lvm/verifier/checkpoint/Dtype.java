package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.ShortFloat;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Element types of tensors that can be read. */
public enum Dtype {
    FLOAT16("HalfStorage", "F16", 2),
    BFLOAT16("BFloat16Storage", "BF16", 2),
    FLOAT32("FloatStorage", "F32", 4),
    FLOAT64("DoubleStorage", "F64", 8),
    INT8("CharStorage", "I8", 1),
    INT16("ShortStorage", "I16", 2),
    INT32("IntStorage", "I32", 4),
    INT64("LongStorage", "I64", 8),
    UINT8("ByteStorage", "U8", 1),
    BOOL("BoolStorage", "BOOL", 1);

    private final String storageClass;
    private final String safetensorsName;
    private final int bytes;

    Dtype(final String storageClass, final String safetensorsName, final int bytes) {
        this.storageClass = storageClass;
        this.safetensorsName = safetensorsName;
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are real numbers rather than integers or truth values. */
    public boolean isFloating() {
        return this == FLOAT16 || this == BFLOAT16 || this == FLOAT32 || this == FLOAT64;
    }

    /** PyTorch's name, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name of PyTorch's class for storages of this type. */
    String storageClass() {
        return storageClass;
    }

    static Optional<Dtype> ofStorageClass(final String name) {
        return Arrays.stream(values())
                .filter(type -> type.storageClass.equals(name))
                .findAny();
    }

    static Optional<Dtype> ofSafetensors(final String name) {
        return Arrays.stream(values())
                .filter(type -> type.safetensorsName.equals(name))
                .findAny();
    }

    static Optional<Dtype> ofTorchName(final String name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findAny();
    }

    /** Decodes all elements of {@code raw}. */
    void toFloats(ByteBuffer raw, FloatBuffer out) {
        int count = raw.remaining() / bytes;
        if (this == FLOAT32) {
            out.put(raw.asFloatBuffer());
        } else if (this == INT64) {
            // Not by way of double, which would round twice.
            for (int i = 0; i < count; i++) {
                out.put((float) raw.getLong(raw.position() + i * bytes));
            }
        } else {
            for (int i = 0; i < count; i++) {
                out.put((float) element(raw, raw.position() + i * bytes));
            }
        }
    }

    /** Decodes all elements of {@code raw} into {@code out}, starting at index {@code at}. */
    void toDoubles(final ByteBuffer raw, final double[] out, final int at) {
        final int count = raw.remaining() / bytes;
        if (this == FLOAT32) {
            FloatBuffer floats = raw.asFloatBuffer();
            for (int i = 0; i < count; i++) {
                out[at + i] = floats.get(i);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            out[at + i] = element(raw, raw.position() + i * bytes);
        }
    }

    private double element(final ByteBuffer raw, final int position) {
        return switch (this) {
            case FLOAT16 -> ShortFloat.float16(raw.getShort(position));
            case BFLOAT16 -> ShortFloat.bfloat16(raw.getShort(position));
            case FLOAT32 -> raw.getFloat(position);
            case FLOAT64 -> raw.getDouble(position);
            case INT8 -> raw.get(position);
            case INT16 -> raw.getShort(position);
            case INT32 -> raw.getInt(position);
            case INT64 -> raw.getLong(position);
            case UINT8 -> raw.get(position) & 0xff;
            case BOOL -> raw.get(position) == 0 ? 0 : 1;
        };
    }
}
