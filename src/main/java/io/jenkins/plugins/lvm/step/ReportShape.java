package io.jenkins.plugins.lvm.step;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds JSON against a record: the fields of the record and no others, numbers where it has numbers, finite and, where it has
 * whole ones, whole and in range; everything bounded in length. What the record declares as a primitive must be there. Throws {@link
 * IllegalArgumentException} with the place of the first offence.
 */
final class ReportShape {
    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_LIST = 10_000;
    private static final int LONGEST_KEY = 1000;

    private ReportShape() {}

    /** Checks a value against a type: a record, or what one is made of. */
    static void check(final JsonElement value, final Type type, final String path) {
        if (value.isJsonNull()) {
            require(!(type instanceof Class<?> declared && declared.isPrimitive()), path, "is missing");
        } else if (type instanceof ParameterizedType generic) {
            checkGeneric(value, generic, path);
        } else {
            checkClass(value, (Class<?>) type, path);
        }
    }

    private static void checkClass(final JsonElement value, final Class<?> type, final String path) {
        if (type.isRecord()) {
            checkRecord(value, type, path);
        } else if (type.isEnum()) {
            final String name = text(value, path);
            require(
                    Arrays.stream(type.getEnumConstants())
                            .anyMatch(constant -> ((Enum<?>) constant).name().equals(name)),
                    path,
                    "has a value that is not in the contract");
        } else if (type == String.class) {
            text(value, path);
        } else if (type == boolean.class || type == Boolean.class) {
            require(value instanceof JsonPrimitive primitive && primitive.isBoolean(), path, "is not a boolean");
        } else if (type == Object.class) {
            checkAny(value, path);
        } else {
            checkNumber(value, type, path);
        }
    }

    private static void checkRecord(final JsonElement value, final Class<?> type, final String path) {
        require(value.isJsonObject(), path, "is not an object");
        final Map<String, JsonElement> left =
                new HashMap<>(value.getAsJsonObject().asMap());
        for (final RecordComponent component : type.getRecordComponents()) {
            final String place = path + "." + component.getName();
            final JsonElement field = left.remove(component.getName());
            if (field == null) {
                require(!component.getType().isPrimitive(), place, "is missing");
            } else {
                check(field, component.getGenericType(), place);
            }
        }
        require(left.isEmpty(), path, "has a field that is not in the contract");
    }

    private static void checkGeneric(final JsonElement value, final ParameterizedType type, final String path) {
        final Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            require(
                    value.isJsonArray() && value.getAsJsonArray().size() <= LONGEST_LIST,
                    path,
                    "is not a list, or too long");
            int index = 0;
            for (final JsonElement element : value.getAsJsonArray()) {
                final String place = path + "[" + index++ + "]";
                require(!element.isJsonNull(), place, "is missing");
                check(element, arguments[0], place);
            }
        } else {
            require(
                    value.isJsonObject() && value.getAsJsonObject().size() <= LONGEST_LIST,
                    path,
                    "is not a map, or too long");
            value.getAsJsonObject().asMap().forEach((key, element) -> {
                require(key.length() <= LONGEST_KEY, path, "has a key that is too long");
                check(element, arguments[1], path + ".*");
            });
        }
    }

    private static void checkAny(final JsonElement value, final String path) {
        if (value.isJsonArray()) {
            require(value.getAsJsonArray().size() <= LONGEST_LIST, path, "is too long");
            value.getAsJsonArray().forEach(element -> checkAny(element, path));
        } else if (value.isJsonObject()) {
            require(value.getAsJsonObject().size() <= LONGEST_LIST, path, "is too long");
            value.getAsJsonObject().asMap().forEach((key, element) -> {
                require(key.length() <= LONGEST_KEY, path, "has a key that is too long");
                checkAny(element, path);
            });
        } else if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            checkNumber(value, double.class, path);
        } else if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            text(value, path);
        }
    }

    private static void checkNumber(final JsonElement value, final Class<?> type, final String path) {
        require(value instanceof JsonPrimitive primitive && primitive.isNumber(), path, "is not a number");
        final String digits = value.getAsString();
        require(digits.length() <= LONGEST_NUMBER, path, "has too many digits");
        if (type == double.class || type == Double.class) {
            require(Double.isFinite(value.getAsDouble()), path, "is not finite");
        } else {
            require(digits.matches("-?\\d{1,18}"), path, "is not a whole number");
            final boolean isInt = type == int.class || type == Integer.class;
            require(!isInt || (int) value.getAsLong() == value.getAsLong(), path, "is too large");
        }
    }

    private static String text(final JsonElement value, final String path) {
        require(value instanceof JsonPrimitive primitive && primitive.isString(), path, "is not a text");
        final String text = value.getAsString();
        require(text.length() <= LONGEST_TEXT, path, "is too long");
        return text;
    }

    private static void require(final boolean holds, final String path, final String offence) {
        if (!holds) {
            throw new IllegalArgumentException(path + " " + offence);
        }
    }
}
