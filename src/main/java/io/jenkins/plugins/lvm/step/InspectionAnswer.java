package io.jenkins.plugins.lvm.step;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the verifier told of a file, as a form shows it. All of it may be a stranger's: it is bounded, and escaped. */
final class InspectionAnswer {
    private static final int MOST_ENTRIES = 8;

    private final JsonObject told;
    private final List<String> lines = new ArrayList<>();
    private boolean complete = true;

    private InspectionAnswer(JsonObject told) {
        this.told = told;
    }

    /**
     * Shows what was told.
     *
     * @param where says which file it is of
     * @throws IllegalArgumentException if that is nothing of a file
     */
    static InspectionAnswer of(JsonElement told, String where) {
        if (!(told instanceof JsonObject object)) {
            throw new IllegalArgumentException("it tells nothing of a file");
        }
        InspectionAnswer answer = new InspectionAnswer(object);
        answer.lines.add(where);
        if ("data".equals(text(object.get("kind")))) {
            answer.addData();
        } else {
            answer.addCheckpoint();
        }
        return answer;
    }

    /** Whether the file is a checkpoint that can be verified as it is. */
    boolean isComplete() {
        return complete;
    }

    /** A line for each thing that was told. */
    String markup() {
        return lines.stream().map(line -> escaped(Sentences.bounded(line))).collect(Collectors.joining("<br>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private void addCheckpoint() {
        List<String> fitting = names("forwardDefinitions", "name");
        if (fitting.isEmpty()) {
            lacks(Messages.of("inspect.misfit", shown("misfit")));
        } else {
            lines.add(Messages.of("inspect.forward", String.join(", ", fitting)));
        }
        List<String> claims = objects("claims").stream()
                .filter(claim -> text(claim.get("value")) != null)
                .map(claim -> text(claim.get("metric")) + " " + figure(claim.get("value")))
                .limit(MOST_ENTRIES)
                .toList();
        if (claims.isEmpty()) {
            lacks(Messages.of("inspect.noClaim"));
        } else {
            lines.add(Messages.of("inspect.claim", String.join(", ", claims)));
        }
        lines.add(Messages.of("inspect.epoch", shown("epoch")));
        lines.add(Messages.of("inspect.parameters", count("parameterCount")));
    }

    /** A form's checkpoint may be the data by mistake. */
    private void addData() {
        lacks(Messages.of("inspect.data", String.join(", ", names("arrays", "name"))));
    }

    private void lacks(String line) {
        complete = false;
        lines.add(line);
    }

    private List<String> names(String list, String member) {
        return objects(list).stream()
                .map(entry -> text(entry.get(member)))
                .filter(name -> name != null)
                .limit(MOST_ENTRIES)
                .toList();
    }

    private List<JsonObject> objects(String list) {
        return told.get(list) instanceof JsonArray array
                ? array.asList().stream()
                        .filter(JsonElement::isJsonObject)
                        .map(JsonElement::getAsJsonObject)
                        .toList()
                : List.of();
    }

    private String shown(String member) {
        String text = text(told.get(member));
        return text == null ? NumberFormats.NONE : text;
    }

    private String count(String member) {
        return told.get(member) instanceof JsonPrimitive number && number.isNumber()
                ? NumberFormats.count(number.getAsDouble())
                : NumberFormats.NONE;
    }

    private static String figure(JsonElement value) {
        return NumberFormats.text(
                value instanceof JsonPrimitive number && number.isNumber()
                        ? Double.valueOf(number.getAsDouble())
                        : text(value));
    }

    private static @Nullable String text(@Nullable JsonElement value) {
        return value instanceof JsonPrimitive primitive ? primitive.getAsString() : null;
    }
}
