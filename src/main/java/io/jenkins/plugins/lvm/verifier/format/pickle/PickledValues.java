package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of values that a pickle made. */
public final class PickledValues {

    private PickledValues() {}

    /** A scalar as Python prints it; null for everything else. */
    public static @Nullable String scalarText(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof Long || value instanceof Double || value instanceof BigInteger) {
            return value.toString();
        }
        return null;
    }

    /** Texts of the scalars that Python takes for the same key of a dictionary, such as {@code 1}, {@code 1.0} and {@code True}. */
    static List<String> equalTexts(@Nullable Object key) {
        if (isNumber(key, 0)) {
            return List.of("0", "0.0", "-0.0", "False");
        }
        if (isNumber(key, 1)) {
            return List.of("1", "1.0", "True");
        }
        if (key instanceof Double real && real == Math.rint(real) && Double.isFinite(real)) {
            return List.of(new BigDecimal(real).toBigInteger().toString());
        }
        if (key instanceof Long || key instanceof BigInteger) {
            // May be the text of a neighbour that a double cannot tell apart, which is refused as well.
            return List.of(Double.toString(((Number) key).doubleValue()));
        }
        return List.of();
    }

    private static boolean isNumber(@Nullable Object key, int number) {
        return key instanceof Boolean truth
                ? truth == (number == 1)
                : (key instanceof Long || key instanceof Double) && ((Number) key).doubleValue() == number;
    }

    /** What a value is, in the words of an error message. */
    public static String kind(@Nullable Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Described described) {
            return described.kind();
        }
        if (value instanceof byte[] bytes) {
            return "bytes[" + bytes.length + "]";
        }
        if (value instanceof Map || value instanceof Attributes) {
            return "a dictionary";
        }
        if (value instanceof Tuple) {
            return "a tuple";
        }
        if (value instanceof PickledSet) {
            return "a set";
        }
        if (value instanceof List) {
            return "a list";
        }
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof NumpyArray || value instanceof PickledDtype) {
            return "a NumPy object";
        }
        return value instanceof Boolean ? "a truth value" : "a number";
    }

    /** The error of a file that holds too many values. */
    public static VerifierException tooMany(FileErrors errors, long limit) {
        return errors.refused("holds more than " + limit + " values beside its tensors, which is the limit.");
    }

    /** The error of a file whose values are nested too deeply. */
    public static VerifierException tooDeep(FileErrors errors, int limit) {
        return errors.refused("holds values nested more than " + limit + " deep, which is the limit.");
    }
}
