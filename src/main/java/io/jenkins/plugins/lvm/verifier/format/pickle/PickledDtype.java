package io.jenkins.plugins.lvm.verifier.format.pickle;

import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.require;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.ScalarDecoder;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A NumPy element type as it is pickled: first kind and size, then, as its state, the byte order. */
final class PickledDtype implements Buildable {
    private NumpyType type;
    private final boolean copied;

    /**
     * @param code such as {@code f8}
     * @param copied whether the pickle asks for a type of its own; the state of one that NumPy shares is not changed
     */
    PickledDtype(String code, boolean copied) {
        this.type = NumpyType.parse(code)
                .orElseThrow(() -> new PickleGlobal.BadArguments(
                        "the element type " + FileErrors.printable(code) + " is not supported"));
        this.copied = copied;
    }

    /** (code), or (code, align, copy) as NumPy writes it. */
    static PickledDtype of(Tuple arguments) {
        boolean copied = arguments.size() == 3;
        require(
                arguments.size() == 1 || (copied && isNo(arguments.get(1)) && isYes(arguments.get(2))),
                "not the code of an element type as NumPy writes it");
        return new PickledDtype(PickleArguments.string(arguments, 0), copied);
    }

    /** NumPy wrote integers before 1.20. */
    private static boolean isNo(@Nullable Object flag) {
        return Boolean.FALSE.equals(flag) || Long.valueOf(0).equals(flag);
    }

    private static boolean isYes(@Nullable Object flag) {
        return Boolean.TRUE.equals(flag) || Long.valueOf(1).equals(flag);
    }

    /** The state is (version, byte order, subtype, names, ...). */
    @Override
    public void build(@Nullable Object state) {
        if (!(state instanceof Tuple tuple) || tuple.size() < 2 || !(tuple.get(1) instanceof String mark)) {
            throw new PickleGlobal.BadArguments("the state of a NumPy element type is not understood");
        }
        order(mark);
    }

    /** @throws PickleGlobal.BadArguments if it is not a byte order that NumPy writes, or NumPy would not change it */
    void order(String mark) {
        require(copied, "the state of a shared NumPy element type is set");
        ByteOrder order =
                switch (mark) {
                    case ">" -> ByteOrder.BIG_ENDIAN;
                    case "<", "|" -> ByteOrder.LITTLE_ENDIAN;
                    case "=" -> ByteOrder.nativeOrder();
                    default ->
                        throw new PickleGlobal.BadArguments(
                                "the byte order " + FileErrors.printable(mark) + " of a NumPy element type is unknown");
                };
        type = type.withOrder(order);
    }

    NumpyType type() {
        return type;
    }

    /**
     * Decodes one element.
     *
     * @throws PickleGlobal.BadArguments if the type is not supported, or there are too few bytes
     */
    Object value(byte[] data, int index) {
        if (!ScalarDecoder.decodes(type)) {
            throw new PickleGlobal.BadArguments("NumPy values of type " + type.code() + " are not supported");
        }
        int at = Math.multiplyExact(index, type.itemSize());
        if (at + type.itemSize() > data.length) {
            throw new PickleGlobal.BadArguments(
                    "a NumPy value has fewer bytes than its type " + type.code() + " needs");
        }
        return ScalarDecoder.decode(type, data, at);
    }
}
