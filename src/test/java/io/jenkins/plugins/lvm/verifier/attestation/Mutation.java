package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One change of a document.
 *
 * @param path of what was changed, and how
 * @param changed the document
 */
record Mutation(String path, String changed) {

    static List<Mutation> of(JsonObject document) {
        List<Mutation> mutations = new ArrayList<>();
        collect(document, document, "", mutations);
        return mutations;
    }

    private static void collect(JsonObject document, JsonElement at, String path, List<Mutation> mutations) {
        if (at instanceof JsonObject object) {
            object.addProperty("more", "x");
            mutations.add(new Mutation(path + ".more added", document.toString()));
            object.remove("more");
            for (String name : List.copyOf(object.keySet())) {
                JsonElement value = object.get(name);
                String place = path + "." + name;
                object.remove(name);
                mutations.add(new Mutation(place + " removed", document.toString()));
                for (JsonElement other : others(value)) {
                    object.add(name, other);
                    mutations.add(new Mutation(place + " " + shown(other), document.toString()));
                }
                object.add(name, value);
                collect(document, value, place, mutations);
            }
        } else if (at instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                JsonElement value = array.get(i);
                for (JsonElement other : others(value)) {
                    array.set(i, other);
                    mutations.add(new Mutation(path + "[" + i + "] " + shown(other), document.toString()));
                }
                array.set(i, value);
                collect(document, value, path + "[" + i + "]", mutations);
            }
            array.add("x");
            mutations.add(new Mutation(path + " longer", document.toString()));
            array.remove(array.size() - 1);
        }
    }

    private static String shown(JsonElement other) {
        return other.isJsonNull() ? "null" : "changed";
    }

    private static List<JsonElement> others(JsonElement value) {
        JsonElement changed = new JsonPrimitive("x");
        if (value instanceof JsonPrimitive primitive) {
            changed = primitive.isNumber()
                    ? new JsonPrimitive(primitive.getAsDouble() + 0.001)
                    : primitive.isBoolean()
                            ? new JsonPrimitive(!primitive.getAsBoolean())
                            : new JsonPrimitive(primitive.getAsString() + "x");
        }
        return value.isJsonNull() ? List.of(changed) : List.of(changed, JsonNull.INSTANCE);
    }

    /** Every change of a bundle, and every change of what was signed in it. */
    static List<Mutation> ofSigned(String bundle) {
        JsonObject tree = JsonParser.parseString(bundle).getAsJsonObject();
        List<Mutation> mutations = of(tree);
        for (Mutation mutation :
                of(JsonParser.parseString(Vectors.payload(bundle)).getAsJsonObject())) {
            tree.getAsJsonObject("dsseEnvelope")
                    .addProperty(
                            "payload",
                            Base64.getEncoder()
                                    .encodeToString(mutation.changed().getBytes(StandardCharsets.UTF_8)));
            mutations.add(new Mutation("payload" + mutation.path(), tree.toString()));
        }
        return mutations;
    }
}
