package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Reads JSON that came from an agent, which may be anyone's. */
final class AgentJson {
    private static final int DEEPEST = 30;

    private AgentJson() {}

    /**
     * Reads one value, and sees that there is nothing else.
     *
     * @throws IllegalArgumentException if it is not JSON, or is nested deeper than what a verifier writes
     */
    static JsonElement parse(String json) {
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEEPEST);
            JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("there is something behind it");
            }
            return element;
        } catch (IOException | JsonParseException | NumberFormatException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getMessage());
        }
    }
}
