package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path to one place in a JSON document: names and, for reading, positions in lists, such as {@code $.results[0].vector}. These are the
 * singular queries of RFC 9535; a path that could find several places is refused.
 *
 * @param text as it was written
 * @param steps names and non-negative positions
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9535#name-singular-queries">RFC 9535, section 2.3.5.1</a>
 */
record JsonPath(String text, List<Object> steps) {
    private static final int MOST_STEPS = 16;
    private static final Pattern STEP =
            Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)|\\['([^'\\\\]{1,200})'\\]|\\[(\\d{1,6})\\]");

    JsonPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @throws VerifierException if it is none
     */
    static JsonPath parse(String text) {
        List<Object> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int at = text.startsWith("$") ? 1 : -1;
        while (at >= 0 && at < text.length()) {
            at = step.find(at) && step.start() == at ? step.end() : -1;
            if (at >= 0) {
                steps.add(
                        step.group(3) != null
                                ? Integer.valueOf(step.group(3))
                                : step.group(1) != null ? step.group(1) : step.group(2));
            }
        }
        if (at < 0 || steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The JSON path '" + text + "' does not lead to one place.",
                    "Write it like $.name, $['name'] or $.list[0].");
        }
        return new JsonPath(text, steps);
    }

    /** What is there; null if nothing is. */
    @Nullable
    JsonElement find(JsonElement document) {
        JsonElement found = document;
        for (Object step : steps) {
            if (step instanceof String name && found instanceof JsonObject object && object.has(name)) {
                found = object.get(name);
            } else if (step instanceof Integer position && found instanceof JsonArray list && position < list.size()) {
                found = list.get(position);
            } else {
                return null;
            }
        }
        return found;
    }

    /**
     * Puts a value there; objects on the way are made.
     *
     * @throws VerifierException if the path has positions, or leads through something that is not an object
     */
    void put(JsonObject document, JsonElement value) {
        JsonObject at = document;
        for (int i = 0; i < steps.size(); i++) {
            if (!(steps.get(i) instanceof String name)) {
                throw blocked();
            }
            if (i == steps.size() - 1) {
                at.add(name, value);
                return;
            }
            if (!at.has(name)) {
                at.add(name, new JsonObject());
            }
            if (!(at.get(name) instanceof JsonObject next)) {
                throw blocked();
            }
            at = next;
        }
    }

    private VerifierException blocked() {
        return new VerifierException(
                Reason.USAGE,
                "The request has no place for the JSON path '" + text + "'.",
                "Write a path of names into the template's request.");
    }
}
