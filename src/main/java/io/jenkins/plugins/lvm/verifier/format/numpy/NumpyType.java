package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.format.ShortFloat;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Element type of a numpy array, from a type string such as {@code <f4}.
 *
 * @param kind numpy's letter: {@code f} float, {@code i} signed and {@code u} unsigned integer, {@code b} bool, {@code O} object, ...;
 *     {@code B} of {@link #BFLOAT16}
 * @param itemSize bytes of one element; of an object array the elements are pickled and have no fixed size
 * @param order byte order of one element
 */
public record NumpyType(char kind, int itemSize, ByteOrder order) {
    private static final Pattern TYPE_STRING = Pattern.compile("([<>|=]?)([biufcmMOSUV])(\\d{0,9})(\\[\\w{1,8}])?");
    private static final int BYTES_PER_CHARACTER = 4;
    private static final int POINTER_SIZE = 8;
    private static final char BRAIN = 'B';

    /** torch's and safetensors' bfloat16, which numpy has not: no type string of numpy's makes it. */
    public static final NumpyType BFLOAT16 = new NumpyType(BRAIN, Short.BYTES, ByteOrder.LITTLE_ENDIAN);

    /** Reads a type string; empty if it is none that numpy writes. */
    public static Optional<NumpyType> parse(final String typeString) {
        final Matcher matcher = TYPE_STRING.matcher(typeString);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        final char kind = matcher.group(2).charAt(0);
        final String digits = matcher.group(3);
        if (digits.isEmpty() && kind != 'O') {
            return Optional.empty();
        }
        final long number = digits.isEmpty() ? POINTER_SIZE : Long.parseLong(digits);
        final long itemSize = kind == 'U' ? number * BYTES_PER_CHARACTER : number;
        if (itemSize > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        final ByteOrder order =
                switch (matcher.group(1)) {
                    case ">" -> ByteOrder.BIG_ENDIAN;
                    case "=" -> ByteOrder.nativeOrder();
                    default -> ByteOrder.LITTLE_ENDIAN;
                };
        return Optional.of(new NumpyType(kind, (int) itemSize, order));
    }

    /** The same type in another byte order. */
    public NumpyType withOrder(ByteOrder other) {
        return new NumpyType(kind, itemSize, other);
    }

    /** Whether {@link ScalarDecoder} gives the elements as numbers or truth values. */
    public boolean isNumber() {
        return isFloat() || isInteger() || (kind == 'b' && itemSize == 1);
    }

    /** Whether the elements are text. */
    public boolean isText() {
        return kind == 'U';
    }

    /** numpy's short form without byte order, such as {@code f4}. */
    public String code() {
        return kind + Integer.toString(itemSize);
    }

    /** Whether the elements are pickled Python objects. */
    public boolean isObject() {
        return kind == 'O';
    }

    /** Whether this is float16, bfloat16, float32 or float64. */
    public boolean isFloat() {
        return kind == BRAIN
                || (kind == 'f' && (itemSize == Short.BYTES || itemSize == Float.BYTES || itemSize == Double.BYTES));
    }

    /** An element of 16 bits of a type that is a float, widened to float32 exactly. */
    float widened(short bits) {
        return kind == BRAIN ? ShortFloat.bfloat16(bits) : ShortFloat.float16(bits);
    }

    /** Whether this is a signed or unsigned integer of 1, 2, 4 or 8 bytes. */
    public boolean isInteger() {
        return (kind == 'i' || kind == 'u')
                && itemSize > 0
                && Integer.bitCount(itemSize) == 1
                && itemSize <= Long.BYTES;
    }

    /** numpy's name, such as {@code float32}, with the byte order where that is not the usual one. */
    @Override
    public String toString() {
        final long bits = (long) itemSize * Byte.SIZE;
        final String name =
                switch (kind) {
                    case 'f' -> "float" + bits;
                    case 'i' -> "int" + bits;
                    case 'u' -> "uint" + bits;
                    case BRAIN -> "bfloat" + bits;
                    case 'c' -> "complex" + bits;
                    case 'b' -> "bool";
                    case 'O' -> "object";
                    case 'U' -> "str" + itemSize / BYTES_PER_CHARACTER;
                    case 'S' -> "bytes" + itemSize;
                    default -> kind + Integer.toString(itemSize);
                };
        return order == ByteOrder.BIG_ENDIAN && itemSize > 1 ? name + " (big-endian)" : name;
    }
}
