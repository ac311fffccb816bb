package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a service is asked and how it answers.
 *
 * @param name by which it was asked for
 * @param constant what every request holds beside the contexts
 * @param input where the context stands, a list of vectors; of several contexts, a list of these
 * @param tmdCodes where the domain, task and modifier of a context stand, see {@link TmdCodes}; null for a service that takes none
 * @param components of each vector that are sent and compared, the first ones; 0 for all
 * @param batch contexts in one request; 0 for one that does not stand in a list
 * @param answer how the answer looks
 */
record ServiceTemplate(
        String name,
        JsonObject constant,
        JsonPath input,
        @Nullable JsonPath tmdCodes,
        int components,
        int batch,
        Answer answer) {
    /** Names of the templates that come with the verifier. */
    static final List<String> NAMES = List.of("lvm_inference", "lvm_server", "lvm_server_batch");

    private static final Set<String> FIELDS =
            Set.of("request", "input", "tmdCodes", "components", "batch", "output", "normalized", "expect");
    private static final int LARGEST = 1 << 20;
    private static final int MOST_CONTEXTS = 1024;
    private static final String HINT = "See docs/service.md for what a template holds.";

    /**
     * How an answer looks.
     *
     * @param output where the prediction stands, a list of numbers; of several contexts, a list of these
     * @param normalized whether the service scales its predictions to unit length, so that only their direction can be compared
     * @param expect values that an answer has to hold, such as that it is not made up
     */
    record Answer(JsonPath output, boolean normalized, Map<JsonPath, JsonElement> expect) {}

    /**
     * The template of a name, else the one in a file.
     *
     * @throws VerifierException if it cannot be read, or is not one
     */
    static ServiceTemplate of(String nameOrFile) {
        return parse(nameOrFile, NAMES.contains(nameOrFile) ? shipped(nameOrFile) : inFile(nameOrFile));
    }

    private static String inFile(String file) {
        if (!file.endsWith(".json")) {
            throw new VerifierException(
                    Reason.USAGE,
                    "There is no template '" + file + "'.",
                    "Use " + String.join(", ", NAMES) + ", or a file whose name ends in .json.");
        }
        return FileSource.readText(Path.of(file), "a template", LARGEST);
    }

    private static String shipped(String name) {
        try (InputStream in = Objects.requireNonNull(ServiceTemplate.class.getResourceAsStream(name + ".json"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServiceTemplate parse(String name, String json) {
        try {
            if (!(BoundedJson.parse(json) instanceof JsonObject fields) || !FIELDS.containsAll(fields.keySet())) {
                throw new IllegalArgumentException("it is not an object of "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
            }
            Map<JsonPath, JsonElement> expect = new LinkedHashMap<>();
            if (fields.has("expect")) {
                fields.getAsJsonObject("expect")
                        .asMap()
                        .forEach((path, value) -> expect.put(JsonPath.parse(path), value));
            }
            int batch = fields.has("batch") ? fields.get("batch").getAsInt() : 0;
            int components = fields.has("components") ? fields.get("components").getAsInt() : 0;
            if (batch < 0 || batch > MOST_CONTEXTS || components < 0) {
                throw new IllegalArgumentException(
                        "batch is not between 0 and " + MOST_CONTEXTS + ", or components is negative");
            }
            ServiceTemplate template = new ServiceTemplate(
                    name,
                    fields.has("request") ? fields.getAsJsonObject("request") : new JsonObject(),
                    JsonPath.parse(fields.get("input").getAsString()),
                    fields.has("tmdCodes")
                            ? JsonPath.parse(fields.get("tmdCodes").getAsString())
                            : null,
                    components,
                    batch,
                    new Answer(
                            JsonPath.parse(fields.get("output").getAsString()),
                            fields.has("normalized") && fields.get("normalized").getAsBoolean(),
                            expect));
            template.request(List.of(), 1);
            return template;
        } catch (VerifierException e) {
            throw new VerifierException(
                    e.reason(), "The template " + name + " is refused. " + e.getMessage(), e.hint(), e);
        } catch (RuntimeException | IOException e) {
            String reason =
                    e instanceof IllegalArgumentException ? e.getMessage() : "a field is missing, or not of its kind";
            throw new VerifierException(
                    Reason.UNREADABLE, "The template " + name + " is refused: " + reason + ".", HINT, e);
        }
    }

    /** Contexts in a request. */
    int contextsPerRequest() {
        return Math.max(1, batch);
    }

    /** Components of a vector that are sent and compared, of data with so many. */
    int componentsOf(int dimension) {
        if (components > dimension) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The template " + name + " sends " + components
                            + " components of each vector, and those of the data have " + dimension + ".",
                    "Name the data that the served model was trained on, or another template.");
        }
        return components == 0 ? dimension : components;
    }

    /**
     * The body of a request.
     *
     * @param contexts row-major [length, dimension] each; one, unless the template takes several
     */
    String request(List<float[]> contexts, int dimension) {
        JsonObject body = constant.deepCopy();
        JsonArray vectors = new JsonArray();
        JsonArray codes = new JsonArray();
        for (float[] context : contexts) {
            vectors.add(vectors(context, dimension));
            if (tmdCodes != null) {
                codes.add(
                        TmdCodes.of(context, dimension, componentsOf(dimension)).toJson());
            }
        }
        input.put(body, batch > 0 || vectors.isEmpty() ? vectors : vectors.get(0));
        if (tmdCodes != null) {
            tmdCodes.put(body, batch > 0 || codes.isEmpty() ? codes : codes.get(0));
        }
        return body.toString();
    }

    private JsonArray vectors(float[] context, int dimension) {
        int sent = componentsOf(dimension);
        JsonArray vectors = new JsonArray(context.length / dimension);
        for (int from = 0; from < context.length; from += dimension) {
            JsonArray vector = new JsonArray(sent);
            for (int i = from; i < from + sent; i++) {
                // As float64, whose shortest decimals give back the very float32.
                vector.add(new JsonPrimitive((double) context[i]));
            }
            vectors.add(vector);
        }
        return vectors;
    }
}
