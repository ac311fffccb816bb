package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal.BadArguments;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the arguments of calls apart; what does not fit is a {@link BadArguments}. */
public final class PickleArguments {
    /** Axes that a tensor or array may have; NumPy and PyTorch allow 64. */
    public static final int MAX_RANK = 64;

    private PickleArguments() {}

    public static byte[] bytes(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw new BadArguments("bytes are missing");
    }

    /** The integers of a shape or stride. */
    public static long[] longs(@Nullable Object value) {
        List<?> items = items(value);
        if (items == null || items.size() > MAX_RANK) {
            throw new BadArguments("a shape is not a short tuple");
        }
        return items.stream().mapToLong(PickleArguments::integer).toArray();
    }

    /** The items of a tuple or list; null for everything else. */
    static @Nullable List<?> items(@Nullable Object value) {
        return value instanceof Tuple tuple ? tuple.items() : value instanceof List<?> list ? list : null;
    }

    public static long integer(@Nullable Object value) {
        require(!(value instanceof BigInteger), "an integer is too large");
        if (value instanceof Long integer) {
            return integer;
        }
        throw new BadArguments("an integer is missing");
    }

    public static String string(Tuple arguments, int index) {
        if (arguments.size() > index && arguments.get(index) instanceof String text) {
            return text;
        }
        throw new BadArguments("a string is missing");
    }

    /** Python refuses a call with another number of arguments. */
    public static void requireCount(Tuple arguments, int least, int most) {
        require(
                arguments.size() >= least && arguments.size() <= most,
                arguments.size() + " arguments where there are " + (least == most ? "" : least + " to ") + most);
    }

    /**
     * Refuses arguments that do not fit.
     *
     * @param message words that continue "arguments of x:"
     */
    public static void require(boolean condition, String message) {
        if (!condition) {
            throw new BadArguments(message);
        }
    }
}
