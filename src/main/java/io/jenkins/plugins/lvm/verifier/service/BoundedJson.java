package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Reads JSON of anybody: strictly, and no deeper than anyone needs. */
final class BoundedJson {
    private static final int DEEPEST = 32;
    private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

    private BoundedJson() {}

    /**
     * The document.
     *
     * @throws IOException if it is not JSON, is nested too deeply, or goes on behind its end
     */
    static JsonElement parse(String json) throws IOException {
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEEPEST);
            JsonElement element = ELEMENTS.read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("There is something behind its end.");
            }
            return element;
        } catch (JsonParseException | NumberFormatException e) {
            throw new IOException(e);
        }
    }
}
