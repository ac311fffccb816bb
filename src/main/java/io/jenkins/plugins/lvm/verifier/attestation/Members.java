package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.Set;

/**
 * Members of an object in JSON that somebody else wrote: there, and of their kind.
 *
 * @param name what people know the object by
 */
record Members(JsonObject object, String name) {
    private static final String HINT = "Make the file again with the program that wrote it.";

    static Members of(JsonElement element, String name) {
        if (!(element instanceof JsonObject object)) {
            throw VerifierException.unreadable("The " + name + " is not an object in JSON.", HINT);
        }
        return new Members(object, name);
    }

    /** Refuses any other member. */
    Members only(Set<String> known) {
        for (String member : object.keySet()) {
            if (!known.contains(member)) {
                throw VerifierException.unreadable(
                        "The " + name + " has an unknown member, " + PrintableText.of(member) + ".", HINT);
            }
        }
        return this;
    }

    static JsonElement required(JsonObject object, String member) {
        JsonElement value = object.get(member);
        if (value == null || value.isJsonNull()) {
            throw VerifierException.unreadable("A part is missing: " + member + ".", HINT);
        }
        return value;
    }

    /** A text that is not empty. */
    static String text(JsonObject object, String member) {
        JsonElement value = required(object, member);
        if (!(value instanceof JsonPrimitive text)
                || !text.isString()
                || text.getAsString().isEmpty()) {
            throw VerifierException.unreadable("A part is not a text: " + member + ".", HINT);
        }
        return text.getAsString();
    }
}
