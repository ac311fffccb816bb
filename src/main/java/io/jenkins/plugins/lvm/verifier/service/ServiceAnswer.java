package io.jenkins.plugins.lvm.verifier.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.service.ServiceFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes the predictions, and nothing else, from what a service sent. */
final class ServiceAnswer {
    private static final int BYTES_OF_A_NUMBER = 32;
    private static final int BYTES_BESIDE = 64 << 10;
    /** Python writes these where JSON has no number. */
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[\\[,:]\\s*-?(NaN|Infinity)\\b");

    private ServiceAnswer() {}

    /** Size in bytes above which an answer with so many numbers is not read. */
    static int largest(int contexts, int components) {
        return (int) Math.min(256L << 20, BYTES_BESIDE + (long) contexts * components * BYTES_OF_A_NUMBER);
    }

    /**
     * The predictions.
     *
     * @param contexts how many were sent
     * @param components of a prediction
     * @return by context
     * @throws ServiceFailure if they are not there, all of them and of finite numbers
     */
    static double[][] read(byte[] body, ServiceTemplate template, int contexts, int components) throws ServiceFailure {
        String json = new String(body, StandardCharsets.UTF_8);
        JsonElement document = parse(json);
        for (Map.Entry<JsonPath, JsonElement> expected :
                template.answer().expect().entrySet()) {
            if (!expected.getValue().equals(expected.getKey().find(document))) {
                throw new ServiceFailure(
                        Kind.UNEXPECTED,
                        "its answer does not say " + expected.getValue() + " at "
                                + expected.getKey().text());
            }
        }
        JsonPath path = template.answer().output();
        JsonElement output = path.find(document);
        if (!(output instanceof JsonArray list)) {
            throw new ServiceFailure(Kind.SHAPE, "its answer has no list at " + path.text());
        }
        if (template.batch() == 0) {
            return new double[][] {vector(list, components)};
        }
        if (list.size() != contexts) {
            throw new ServiceFailure(
                    Kind.SHAPE, "it predicts " + list.size() + " vectors for " + contexts + " contexts");
        }
        double[][] predictions = new double[contexts][];
        for (int i = 0; i < contexts; i++) {
            if (!(list.get(i) instanceof JsonArray inner)) {
                throw new ServiceFailure(Kind.SHAPE, "its answer has no list of lists at " + path.text());
            }
            predictions[i] = vector(inner, components);
        }
        return predictions;
    }

    private static JsonElement parse(String json) throws ServiceFailure {
        try {
            return BoundedJson.parse(json);
        } catch (IOException e) {
            if (NOT_A_NUMBER.matcher(json).find()) {
                throw new ServiceFailure(Kind.NOT_FINITE, "its answer holds NaN or infinity");
            }
            throw new ServiceFailure(Kind.NOT_JSON, "its answer is not JSON, or nested too deeply");
        }
    }

    private static double[] vector(JsonArray list, int components) throws ServiceFailure {
        if (list.size() != components) {
            throw new ServiceFailure(
                    Kind.SHAPE, "it predicts " + list.size() + " components where there are " + components);
        }
        double[] vector = new double[components];
        double squares = 0;
        for (int i = 0; i < components; i++) {
            if (!(list.get(i) instanceof JsonPrimitive number) || !number.isNumber()) {
                throw new ServiceFailure(Kind.SHAPE, "a component of its prediction is not a number");
            }
            vector[i] = number.getAsDouble();
            squares += vector[i] * vector[i];
        }
        if (!Double.isFinite(squares) || squares == 0) {
            throw new ServiceFailure(Kind.NOT_FINITE, "its prediction is not finite, or zero");
        }
        return vector;
    }
}
