package io.jenkins.plugins.lvm.verifier.checkpoint;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.StrictJson;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly into plain values, as many as the limits allow: maps, lists, {@code String}, {@code Long}, {@code Double},
 * {@code Boolean} and null. A name that occurs twice in an object is an error, because readers choose differently between both.
 */
final class JsonValues {
    private static final String WHOLE = "-?\\d{1,18}";

    private final ReadLimits limits;
    private final FileErrors errors;
    private long values;

    /** @param errors makes the errors about a file that holds too much */
    JsonValues(ReadLimits limits, FileErrors errors) {
        this.limits = limits;
        this.errors = errors;
    }

    /**
     * The value that all of a text is.
     *
     * @throws IOException if it is not JSON, or something follows it
     */
    @Nullable
    Object read(String text) throws IOException {
        try (JsonReader json = StrictJson.reader(text)) {
            Object value = value(json, 0);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("text follows the value");
            }
            return value;
        } catch (IllegalStateException | NumberFormatException e) {
            throw new IOException(e);
        }
    }

    private @Nullable Object value(JsonReader json, int depth) throws IOException {
        if (depth > limits.tree().depth()) {
            throw PickledValues.tooDeep(errors, limits.tree().depth());
        }
        if (++values > limits.tree().nodes()) {
            throw PickledValues.tooMany(errors, limits.tree().nodes());
        }
        switch (json.peek()) {
            case BEGIN_OBJECT -> {
                return object(json, depth);
            }
            case BEGIN_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                json.beginArray();
                while (json.hasNext()) {
                    list.add(value(json, depth + 1));
                }
                json.endArray();
                return list;
            }
            case BOOLEAN -> {
                return json.nextBoolean();
            }
            case NULL -> {
                json.nextNull();
                return null;
            }
            case NUMBER -> {
                String number = json.nextString();
                return number.matches(WHOLE) ? (Object) Long.valueOf(number) : Double.valueOf(number);
            }
            default -> {
                return json.nextString();
            }
        }
    }

    private Map<String, @Nullable Object> object(JsonReader json, int depth) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (map.containsKey(name)) {
                throw new IOException("a name occurs twice");
            }
            map.put(name, value(json, depth + 1));
        }
        json.endObject();
        return map;
    }
}
