package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of inputs other than contexts is made of, and how its numbers travel as float32 without losing a bit: float16, bfloat16,
 * float32, truth values and integers of one or two bytes as the number itself, integers of four bytes as two numbers of 16 bits, what has eight
 * bytes as three of 22, 21 and 21 bits, the most significant first.
 *
 * @param fields one after the other
 */
public record PackedRow(List<Field> fields) {
    private static final int HALF_BITS = 16;
    private static final int LIMB_BITS = 21;
    private static final int LIMB = (1 << LIMB_BITS) - 1;

    public PackedRow {
        fields = List.copyOf(fields);
    }

    /**
     * Numbers of one array.
     *
     * @param input name of the model's input that reads them; null for its only one
     * @param key name of the array
     * @param type of its elements, which are numbers
     * @param shape of a row, without the rows' axis
     */
    public record Field(@Nullable String input, String key, NumpyType type, List<Long> shape) {
        public Field {
            shape = List.copyOf(shape);
        }

        /** Elements of a row. */
        public long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** What a row takes as float32. */
        public long floats() {
            return Math.multiplyExact(elements(), (long) PackedRow.floats(type));
        }
    }

    /** What a row takes as float32. */
    public long floats() {
        return fields.stream().mapToLong(Field::floats).reduce(0, Math::addExact);
    }

    /** Elements of a row. */
    public long elements() {
        return fields.stream().mapToLong(Field::elements).reduce(0, Math::addExact);
    }

    /** Bytes of a row as {@link #write} writes it. */
    public int bytes() {
        long bytes = 0;
        for (Field field : fields) {
            bytes = Math.addExact(bytes, Math.multiplyExact(field.elements(), (long) written(field.type())));
        }
        return Math.toIntExact(bytes);
    }

    private static int written(NumpyType type) {
        return type.isFloat() ? Math.max(Float.BYTES, type.itemSize()) : type.itemSize();
    }

    /** How many float32 an element of a type becomes. */
    static int floats(NumpyType type) {
        return switch (type.itemSize()) {
            case Long.BYTES -> 3;
            case Integer.BYTES -> type.isFloat() ? 1 : 2;
            default -> 1;
        };
    }

    /**
     * An element as an integer or a truth value.
     *
     * @param packed where its float32 are
     * @return of 2^63 or more a negative number
     */
    public static long integer(NumpyType type, float[] packed, int at) {
        return switch (floats(type)) {
            case 3 -> bits(packed, at);
            case 2 -> {
                int value = ((int) packed[at] << HALF_BITS) | (int) packed[at + 1];
                yield type.kind() == 'u' ? Integer.toUnsignedLong(value) : value;
            }
            default -> (long) packed[at];
        };
    }

    /** An element as a real number, of a type that is one. */
    public static double real(NumpyType type, float[] packed, int at) {
        return floats(type) == 1 ? packed[at] : Double.longBitsToDouble(bits(packed, at));
    }

    private static long bits(float[] packed, int at) {
        return ((long) packed[at] << (2 * LIMB_BITS)) | ((long) packed[at + 1] << LIMB_BITS) | (long) packed[at + 2];
    }

    static void pack(long bits, ByteBuffer target) {
        target.putFloat((float) (bits >>> (2 * LIMB_BITS)))
                .putFloat((float) ((bits >>> LIMB_BITS) & LIMB))
                .putFloat((float) (bits & LIMB));
    }

    static void pack(int bits, ByteBuffer target) {
        target.putFloat(bits >>> HALF_BITS).putFloat(bits & ((1 << HALF_BITS) - 1));
    }

    /**
     * Appends a row as bytes that do not depend on how the file writes it: field by field in C order, little-endian; float16,
     * bfloat16 and float32 as float32, all others in their own size.
     *
     * @param packed a row from its beginning on
     */
    public void write(float[] packed, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (Field field : fields) {
            NumpyType type = field.type();
            int step = floats(type);
            for (long i = 0; i < field.elements(); i++, at += step) {
                if (type.isFloat() && step == 1) {
                    target.putFloat(packed[at]);
                } else if (step == 3) {
                    target.putLong(bits(packed, at));
                } else if (step == 2) {
                    target.putInt((int) integer(type, packed, at));
                } else if (type.itemSize() == Short.BYTES) {
                    target.putShort((short) packed[at]);
                } else {
                    target.put((byte) packed[at]);
                }
            }
        }
    }
}
