package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.numpy.IntegerDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.pickle.Symbol.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the payloads of symbols refer to: large integers, known texts and element types. */
final class SymbolValues {
    private static final int MAX_TYPES = 4096;
    private static final int START = 8;

    /** Texts that keep their meaning when the pickle refers back to them. */
    private static final List<String> KNOWN_TEXTS = List.of(
            "numpy",
            "numpy.core.multiarray",
            "numpy._core.multiarray",
            "_reconstruct",
            "scalar",
            "ndarray",
            "dtype",
            "_codecs",
            "encode",
            "latin1",
            "<",
            ">",
            "=",
            "|",
            "O8",
            "i1",
            "i2",
            "i4",
            "i8",
            "u1",
            "u2",
            "u4",
            "u8");

    private final FileErrors errors;
    private final int maxObjects;
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> textIndex = new HashMap<>();
    /** Null where the type is not known. */
    private final List<@Nullable PickledDtype> types = new ArrayList<>();

    private long[] wide = new long[START];
    private int wideCount;

    /**
     * @param wanted texts that come first among the known ones
     * @param maxObjects bound on what is numbered: dicts, remembered objects, large integers
     */
    SymbolValues(List<String> wanted, int maxObjects, FileErrors errors) {
        this.errors = errors;
        this.maxObjects = maxObjects;
        texts.addAll(wanted);
        texts.addAll(KNOWN_TEXTS);
        for (int i = texts.size() - 1; i >= 0; i--) {
            textIndex.put(texts.get(i), i);
        }
    }

    /** Checks the number of a new object. */
    int numbered(int number) {
        if (number >= maxObjects) {
            throw errors.refused("holds a pickle of more than " + maxObjects + " objects, which is the limit.");
        }
        return number;
    }

    /** The symbol of a {@code Long} or {@code BigInteger}. */
    int integer(Object value) {
        if (!(value instanceof Long small)) {
            return Symbol.OTHER;
        }
        if (small >= -Symbol.MAX_PAYLOAD && small <= Symbol.MAX_PAYLOAD) {
            return Kind.INTEGER.symbol(small.intValue());
        }
        int place = numbered(wideCount++);
        if (place == wide.length) {
            wide = Arrays.copyOf(wide, 2 * place);
        }
        wide[place] = small;
        return Kind.WIDE_INTEGER.symbol(place);
    }

    /** The value of a symbol, if it is that of an integer. */
    OptionalLong integer(int symbol) {
        return switch (Symbol.kind(symbol)) {
            case INTEGER -> OptionalLong.of(Symbol.payload(symbol));
            case WIDE_INTEGER -> OptionalLong.of(wide[Symbol.payload(symbol)]);
            default -> OptionalLong.empty();
        };
    }

    int text(String text) {
        return Kind.TEXT.symbol(textIndex.getOrDefault(text, Symbol.UNKNOWN));
    }

    /** The text of a symbol; null if it is not one, or one that was not kept. */
    @Nullable
    String text(int symbol, @Nullable Object content) {
        if (content instanceof String text) {
            return text;
        }
        return Symbol.kind(symbol) == Kind.TEXT && Symbol.payload(symbol) >= 0
                ? texts.get(Symbol.payload(symbol))
                : null;
    }

    @Nullable
    String text(SymbolTuple elements, int index) {
        return text(elements.symbol(index), elements.content(index));
    }

    /** Python has one object for each single byte, which the pickle refers back to. */
    static int bytes(byte[] bytes) {
        return Kind.BYTES.symbol(bytes.length == 1 ? 1 + (bytes[0] & 0xff) : 0);
    }

    /** The bytes of an element; null if it is not bytes, or was not kept. */
    private static byte @Nullable [] bytes(SymbolTuple elements, int index) {
        int symbol = elements.symbol(index);
        if (Symbol.kind(symbol) != Kind.BYTES) {
            return null;
        }
        if (elements.content(index) instanceof byte[] bytes) {
            return bytes;
        }
        int payload = Symbol.payload(symbol);
        return payload > 0 ? new byte[] {(byte) (payload - 1)} : null;
    }

    /** The symbol of an element type, made by the arguments (code) or (code, align, copy). */
    int type(SymbolTuple arguments) {
        if (types.size() == MAX_TYPES) {
            throw errors.refused("holds a pickle of more than " + MAX_TYPES + " element types, which is the limit.");
        }
        String code = text(arguments, 0);
        boolean copied = arguments.size() == 3;
        PickleArguments.require(
                arguments.size() == 1
                        || (copied
                                && isFlag(arguments.symbol(1), Symbol.FALSE, 0)
                                && isFlag(arguments.symbol(2), Symbol.TRUE, 1)),
                "not the code of an element type as NumPy writes it");
        types.add(code != null && NumpyType.parse(code).isPresent() ? new PickledDtype(code, copied) : null);
        return Kind.TYPE.symbol(types.size() - 1);
    }

    /** NumPy wrote integers before 1.20. */
    private static boolean isFlag(int symbol, int flag, int integer) {
        return symbol == flag || symbol == Kind.INTEGER.symbol(integer);
    }

    /** Sets the state of an element type: (version, byte order, ...). */
    void buildType(int symbol, @Nullable Object state) {
        PickledDtype type = types.get(Symbol.payload(symbol));
        String order = state instanceof SymbolTuple elements ? text(elements, 1) : null;
        if (order == null) {
            throw new PickleGlobal.BadArguments("the state of a NumPy element type is not understood");
        }
        if (type != null) {
            type.order(order);
        }
    }

    private @Nullable PickledDtype type(SymbolTuple elements, int index) {
        int symbol = elements.symbol(index);
        return Symbol.kind(symbol) == Kind.TYPE ? types.get(Symbol.payload(symbol)) : null;
    }

    boolean isObjectType(SymbolTuple elements, int index) {
        PickledDtype type = type(elements, index);
        return type != null && type.type().isObject();
    }

    /** The symbol of a numpy scalar: a type and the bytes of one element. */
    int scalar(SymbolTuple arguments) {
        PickledDtype dtype = type(arguments, 0);
        byte[] bytes = bytes(arguments, 1);
        if (dtype == null
                || bytes == null
                || !dtype.type().isInteger()
                || bytes.length != dtype.type().itemSize()) {
            return Symbol.OTHER;
        }
        long value = IntegerDecoder.decode(dtype.type(), bytes);
        return value < 0 && dtype.type().kind() == 'u' ? Symbol.OTHER : integer((Object) value);
    }
}
