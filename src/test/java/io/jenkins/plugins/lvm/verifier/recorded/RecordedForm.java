package io.jenkins.plugins.lvm.verifier.recorded;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A report as it is recorded: without what differs from run to run or from machine to machine, and no larger than it has to be.
 *
 * <ul>
 *   <li>Times, versions and the processor's name become {@value #VARIES}; so does {@code schemaVersion}, which says nothing of what is
 *       computed, and {@code largestAt}, the row where two computations differ most: they differ by rounding alone, and which row has
 *       the most of it is the processor's choice; and so does {@code scoredRowsDigest}, which holds the last bit of each cosine.
 *   <li>Digests and sizes of files that torch makes anew on each machine do, too; those of committed files stay.
 *   <li>The folder of the fixtures is taken out of every text.
 *   <li>Many floats, such as the mean vector of the data, become their number and three sums.
 *   <li>Numbers with a fraction keep nine places.
 *   <li>What checkpoints of one trainer share, such as its many arguments, stands where it occurs first; elsewhere only the name of that run.
 *   <li>Evidence is sorted by name, since its maps have no order.
 * </ul>
 */
final class RecordedForm {
    static final String VARIES = "(varies)";

    private static final int PLACES = 9;
    private static final Set<String> RUNS = Set.of(
            "schemaVersion",
            "startupSeconds",
            "loadSeconds",
            "passSeconds",
            "totalSeconds",
            "rowsPerSecond",
            "seconds",
            "verifier",
            "libtorch",
            "djl",
            "nd4j",
            "java",
            "platform",
            "device.name",
            "largestAt",
            "scoredRowsDigest");
    private static final Set<String> FILES =
            Set.of("sha256", "givenSha256", "fingerprint", "rowsDigest", "articlesDigest", "sizeBytes", "bytesInFile");

    private static final Set<String> SHARED = Set.of("args", "config", "shapes", "tensors");
    private static final int LONG = 200;

    private final Map<String, String> shared = new HashMap<>();
    private final String folder;
    private final boolean generated;
    private String run;

    /**
     * @param folder where the files lie
     * @param generated whether torch made them on this machine
     */
    RecordedForm(Path folder, boolean generated) {
        this.folder = folder + "/";
        this.generated = generated;
    }

    /** What a run gave; all runs of a folder have to take the same instance. */
    JsonElement of(String name, JsonElement fresh) {
        run = name;
        return of("", "", fresh, false);
    }

    private JsonElement of(String parent, String name, JsonElement fresh, boolean sorted) {
        if (fresh.isJsonNull()) {
            return fresh;
        }
        if (RUNS.contains(name) || RUNS.contains(parent + "." + name) || (generated && FILES.contains(name))) {
            return new JsonPrimitive(VARIES);
        }
        if (fresh.isJsonObject()) {
            return once(name, object(name, fresh.getAsJsonObject(), sorted || name.equals("evidence")));
        }
        if (fresh.isJsonArray()) {
            JsonArray items = new JsonArray();
            fresh.getAsJsonArray().forEach(item -> items.add(of(parent, name, item, sorted)));
            return once(name, items);
        }
        JsonPrimitive value = fresh.getAsJsonPrimitive();
        if (value.isNumber()) {
            return number(value);
        }
        if (value.isString() && parent.equals("dataProfile")) {
            return sums(Base64.getDecoder().decode(value.getAsString()));
        }
        return value.isString() ? text(value.getAsString()) : value;
    }

    private JsonElement once(String name, JsonElement element) {
        String text = element.toString();
        if (!SHARED.contains(name) || text.length() < LONG) {
            return element;
        }
        String first = shared.putIfAbsent(name + text, run);
        return first == null ? element : new JsonPrimitive("as in " + first);
    }

    private JsonObject object(String name, JsonObject fresh, boolean sorted) {
        JsonObject members = new JsonObject();
        Map<String, JsonElement> ordered = sorted ? new TreeMap<>(fresh.asMap()) : fresh.asMap();
        ordered.forEach((key, value) -> members.add(key, of(name, key, value, sorted)));
        return members;
    }

    private JsonElement text(String value) {
        return new JsonPrimitive(value.replace(folder, ""));
    }

    private static JsonPrimitive number(JsonPrimitive value) {
        String literal = value.getAsString();
        if (isInteger(literal)) {
            return value;
        }
        String rounded = new BigDecimal(literal)
                .setScale(PLACES, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
        return new JsonPrimitive(new LazilyParsedNumber(isInteger(rounded) ? rounded + ".0" : rounded));
    }

    /** Whether a number is written without a fraction: then it is a count, and exact. */
    static boolean isInteger(String literal) {
        return literal.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
    }

    /** How many little-endian float32 there are, their sum, that of their squares, and one in which their order counts. */
    static JsonElement sums(byte[] bytes) {
        FloatBuffer values =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        int count = values.remaining();
        double sum = 0;
        double squares = 0;
        double ordered = 0;
        for (int i = 0; i < count; i++) {
            double value = values.get(i);
            sum += value;
            squares += value * value;
            ordered += value * (i + 1) / count;
        }
        JsonObject sums = new JsonObject();
        sums.addProperty("count", count);
        // Means, so that the tolerance is that of one value.
        sums.add("mean", mean(sum, count));
        sums.add("meanSquare", mean(squares, count));
        sums.add("meanByPlace", mean(ordered, count));
        return sums;
    }

    private static JsonElement mean(double sum, int count) {
        return count == 0 ? JsonNull.INSTANCE : number(new JsonPrimitive(sum / count));
    }
}
