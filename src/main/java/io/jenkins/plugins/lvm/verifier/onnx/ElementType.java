package io.jenkins.plugins.lvm.verifier.onnx;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Element types of tensors in a graph, as {@code TensorProto.DataType} numbers them. What is not here is not supported. */
enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static Optional<ElementType> of(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    int code() {
        return code;
    }

    /** Bytes of one element. */
    int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
