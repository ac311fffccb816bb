package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code TensorProto}. Its numbers stand in one of several fields, one per type and one for all; they become little-endian
 * bytes, whichever it is.
 */
final class TensorReader {
    static final int HIGHEST_RANK = 16;
    private static final int MOST_ELEMENTS = 1 << 28;
    /** Each of these takes memory of its own. */
    private static final int MOST_NUMBERS = 1 << 20;

    private static final int EXTERNAL = 1;

    private final FileErrors file;

    TensorReader(FileErrors file) {
        this.file = file;
    }

    TensorValue read(WireReader in) {
        String name = "";
        long type = 0;
        boolean external = false;
        List<Long> sizes = new ArrayList<>();
        Numbers numbers = new Numbers();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> sizes(in, sizes);
                case 2 -> type = in.number();
                case 8 -> name = in.text();
                case 9 -> numbers.raw = in.piece();
                case 4, 5, 7, 10, 11 -> numbers.add(in);
                case 14 -> external = in.number() == EXTERNAL;
                case 3 -> throw tensor(name, "is in segments");
                default -> in.skip();
            }
        }
        String known = name;
        long code = type;
        ElementType element = ElementType.of(type)
                .orElseThrow(() -> tensor(known, "has elements of type " + code + ", which is not supported"));
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        requireSize(name, shape);
        ByteBuffer raw = external ? null : numbers.as(element);
        if (raw != null && raw.remaining() != GraphParts.count(shape) * element.bytes()) {
            throw tensor(
                    name,
                    "has " + raw.remaining() + " bytes of numbers where its shape " + GraphParts.shown(shape) + " of "
                            + element + " needs " + GraphParts.count(shape) * element.bytes());
        }
        return new TensorValue(name, element, shape, raw);
    }

    private void sizes(WireReader in, List<Long> sizes) {
        if (!in.isPacked()) {
            sizes.add(in.number());
        } else {
            WireReader packed = in.message();
            while (packed.hasMore()) {
                sizes.add(packed.packedNumber());
            }
        }
        if (sizes.size() > HIGHEST_RANK) {
            throw file.refused("has a tensor of more than " + HIGHEST_RANK + " axes.", "Export the model again.");
        }
    }

    private void requireSize(String name, long[] shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0 || size > MOST_ELEMENTS || elements * size > MOST_ELEMENTS) {
                throw tensor(name, "has more than " + MOST_ELEMENTS + " elements, or fewer than none");
            }
            elements *= size;
        }
    }

    private VerifierException tensor(String tensor, String how) {
        return file.refused(
                "holds a tensor " + (tensor.isEmpty() ? "" : "'" + FileErrors.printable(tensor) + "' ") + "that " + how
                        + ".",
                "Export the model again, in float32.");
    }

    /** Numbers of a tensor, wherever they stand. */
    private final class Numbers {
        private @Nullable ByteBuffer raw;
        private final List<ByteBuffer> floats = new ArrayList<>();
        private final List<Long> integers = new ArrayList<>();

        /** One field of numbers that are not raw bytes. */
        void add(WireReader in) {
            boolean fixed = in.field() == 4 || in.field() == 10;
            if (!fixed && in.isPacked()) {
                WireReader packed = in.message();
                while (packed.hasMore()) {
                    add(packed.packedNumber());
                }
            } else if (!fixed) {
                add(in.number());
            } else if (in.isPacked()) {
                floats.add(in.piece());
            } else if (in.field() == 4) {
                floats.add(little(Float.BYTES).putFloat(in.float32()).flip());
            } else {
                floats.add(little(Double.BYTES).putDouble(in.float64()).flip());
            }
        }

        private void add(long value) {
            if (integers.size() == MOST_NUMBERS) {
                throw file.refused(
                        "holds a tensor of more than " + MOST_NUMBERS + " numbers that are not raw bytes.",
                        "Export the model again, with export_params=False.");
            }
            integers.add(value);
        }

        ByteBuffer as(ElementType type) {
            if (raw != null) {
                return raw;
            }
            if (!floats.isEmpty()) {
                ByteBuffer all =
                        little(floats.stream().mapToInt(ByteBuffer::remaining).sum());
                floats.forEach(piece -> all.put(piece.duplicate()));
                return all.flip();
            }
            ByteBuffer all = little(integers.size() * type.bytes());
            for (long value : integers) {
                switch (type.bytes()) {
                    case 1 -> all.put((byte) value);
                    case 2 -> all.putShort((short) value);
                    case 4 -> all.putInt((int) value);
                    default -> all.putLong(value);
                }
            }
            return all.flip();
        }

        private static ByteBuffer little(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
