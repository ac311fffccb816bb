package io.jenkins.plugins.lvm.verifier.format.numpy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Single elements of arrays as Java values. */
public final class ScalarDecoder {
    private static final int LONGEST_TEXT = 4096;

    private ScalarDecoder() {}

    /** Whether elements of that type can be decoded: numbers, truth values and short text. */
    public static boolean decodes(NumpyType type) {
        return type.isNumber() || (type.isText() && type.itemSize() > 0 && type.itemSize() <= LONGEST_TEXT);
    }

    /**
     * Decodes one element.
     *
     * @param at byte at which it begins
     * @return a {@code Long}, {@code BigInteger} from 2^63 on, {@code Double}, {@code Boolean} or {@code String}
     * @throws IllegalArgumentException if the type is not one of those that can be decoded
     */
    public static Object decode(NumpyType type, byte[] data, int at) {
        if (!decodes(type)) {
            throw new IllegalArgumentException(type.toString());
        }
        ByteBuffer raw = ByteBuffer.wrap(data).order(type.order());
        return switch (type.kind()) {
            case 'f', 'B' ->
                switch (type.itemSize()) {
                    case Short.BYTES -> (double) type.widened(raw.getShort(at));
                    case Float.BYTES -> (double) raw.getFloat(at);
                    default -> raw.getDouble(at);
                };
            case 'b' -> raw.get(at) != 0;
            case 'U' -> text(type, data, at);
            default -> integer(type, Arrays.copyOfRange(data, at, at + type.itemSize()));
        };
    }

    private static Object integer(NumpyType type, byte[] element) {
        long value = IntegerDecoder.decode(type, element);
        return value < 0 && type.kind() == 'u' ? new BigInteger(Long.toUnsignedString(value)) : (Object) value;
    }

    private static String text(NumpyType type, byte[] data, int at) {
        String charset = type.order() == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE";
        return new String(data, at, type.itemSize(), Charset.forName(charset)).replace("\0", "");
    }
}
