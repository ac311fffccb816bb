package io.jenkins.plugins.lvm.verifier.recorded;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.util.List;
import java.util.stream.StreamSupport;

/** Writes JSON for people to compare: a part that fits into a line takes one line, as a list of plain values always does. */
public final class CompactJson {
    private static final int WIDTH = 120;
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private CompactJson() {}

    /** Renders with a line break at the end. */
    public static String render(JsonElement element) {
        StringBuilder text = new StringBuilder();
        append(text, element, "\n");
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, JsonElement element, String newLine) {
        String line = GSON.toJson(element);
        if (line.length() + newLine.length() <= WIDTH || isPlain(element)) {
            text.append(line);
            return;
        }
        String deeper = newLine + " ";
        if (element.isJsonArray()) {
            List<JsonElement> items = element.getAsJsonArray().asList();
            text.append('[');
            for (int i = 0; i < items.size(); i++) {
                text.append(i == 0 ? "" : ",").append(deeper);
                append(text, items.get(i), deeper);
            }
            text.append(newLine).append(']');
            return;
        }
        text.append('{');
        String separator = "";
        for (var member : element.getAsJsonObject().entrySet()) {
            text.append(separator)
                    .append(deeper)
                    .append(GSON.toJson(member.getKey()))
                    .append(": ");
            append(text, member.getValue(), deeper);
            separator = ",";
        }
        text.append(newLine).append('}');
    }

    private static boolean isPlain(JsonElement element) {
        return element.isJsonPrimitive()
                || (element.isJsonArray()
                        && StreamSupport.stream(element.getAsJsonArray().spliterator(), false)
                                .allMatch(JsonElement::isJsonPrimitive));
    }
}
