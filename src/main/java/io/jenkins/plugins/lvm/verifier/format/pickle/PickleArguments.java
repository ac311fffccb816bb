package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal.BadArguments;
import java.math.BigInteger;
import java.util.List;

/** Takes the arguments of calls apart; what does not fit is a {@link BadArguments}. */
public final class PickleArguments {
    /** Axes that a tensor or array may have; NumPy and PyTorch allow 64. */
    public static final int MAX_RANK = 64;

    private PickleArguments() {}

    public static byte[] bytes(Object value) {
        require(value instanceof byte[], "bytes are missing");
        return (byte[]) value;
    }

    /** The integers of a shape or stride. */
    public static long[] longs(Object value) {
        List<?> items = items(value);
        require(items != null && items.size() <= MAX_RANK, "a shape is not a short tuple");
        return items.stream().mapToLong(PickleArguments::integer).toArray();
    }

    /** The items of a tuple or list; null for everything else. */
    static List<?> items(Object value) {
        return value instanceof Tuple tuple ? tuple.items() : value instanceof List<?> list ? list : null;
    }

    public static long integer(Object value) {
        require(!(value instanceof BigInteger), "an integer is too large");
        require(value instanceof Long, "an integer is missing");
        return (Long) value;
    }

    public static String string(Tuple arguments, int index) {
        require(arguments.size() > index && arguments.get(index) instanceof String, "a string is missing");
        return (String) arguments.get(index);
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
