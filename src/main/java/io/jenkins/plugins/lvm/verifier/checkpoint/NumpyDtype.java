package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A NumPy element type: a letter for its kind and its size in bytes; the byte order comes with the state. */
final class NumpyDtype implements Buildable {
    private static final Pattern CODE = Pattern.compile("([<>|=]?)([a-zA-Z?])(\\d{0,6})");
    private static final Set<String> NUMBERS =
            Set.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1");
    private static final int UTF_32_BYTES = 4;
    private static final int LONGEST_TEXT = 4096;

    private final char kind;
    private final int size;
    private ByteOrder order;

    /** @param code such as {@code f8} or {@code <i4} */
    NumpyDtype(final String code) {
        final Matcher matcher = CODE.matcher(code);
        if (!matcher.matches()) {
            throw new PickleGlobal.BadArguments("the element type " + FileErrors.printable(code) + " is not supported");
        }
        kind = matcher.group(2).equals("?") ? 'b' : matcher.group(2).charAt(0);
        final int number = matcher.group(3).isEmpty() ? 1 : Integer.parseInt(matcher.group(3));
        size = kind == 'U' ? number * UTF_32_BYTES : number;
        order = order(matcher.group(1));
    }

    private static ByteOrder order(final String mark) {
        return mark.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** The state is (version, byte order, subtype, names, ...). */
    @Override
    public void build(final Object state) {
        if (!(state instanceof Tuple tuple) || tuple.size() < 2 || !(tuple.get(1) instanceof String mark)) {
            throw new PickleGlobal.BadArguments("the state of a NumPy element type is not understood");
        }
        order = order(mark);
    }

    /** Bytes of one element. */
    int size() {
        return size;
    }

    boolean isObject() {
        return kind == 'O';
    }

    boolean isNumber() {
        return NUMBERS.contains(toString());
    }

    private boolean isReadable() {
        return isNumber() || kind == 'U' && size > 0 && size <= LONGEST_TEXT;
    }

    /**
     * Decodes one element.
     *
     * @return a {@code Long}, {@code Double}, {@code Boolean} or {@code String}
     * @throws PickleGlobal.BadArguments for other types
     */
    Object value(final byte[] data, final int index) {
        if (!isReadable()) {
            throw new PickleGlobal.BadArguments("NumPy values of type " + this + " are not supported");
        }
        final ByteBuffer raw = ByteBuffer.wrap(data).order(order);
        final int at = index * size;
        if (at + size > data.length) {
            throw new PickleGlobal.BadArguments("a NumPy value has fewer bytes than its type " + this + " needs");
        }
        return switch (toString()) {
            case "f2" -> (double) Dtype.halfToFloat(raw.getShort(at));
            case "f4" -> (double) raw.getFloat(at);
            case "f8" -> raw.getDouble(at);
            case "i1" -> (long) raw.get(at);
            case "i2" -> (long) raw.getShort(at);
            case "i4" -> (long) raw.getInt(at);
            case "i8" -> raw.getLong(at);
            case "u1" -> raw.get(at) & 0xffL;
            case "u2" -> raw.getShort(at) & 0xffffL;
            case "u4" -> raw.getInt(at) & 0xffffffffL;
            case "u8" -> unsigned(raw.getLong(at));
            case "b1" -> raw.get(at) != 0;
            default -> {
                final String charset = order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE";
                yield new String(data, at, size, Charset.forName(charset)).replace("\0", "");
            }
        };
    }

    private static Object unsigned(final long value) {
        return value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }

    @Override
    public String toString() {
        return "" + kind + size;
    }
}
