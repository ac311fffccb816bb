package io.jenkins.plugins.lvm.verifier.recorded;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Holds a new report against a recorded one. Numbers with a fraction may differ by {@value #TOLERANCE}, absolutely below 1 and
 * relatively above; those of a single row, and ratios whose divisor is small, by {@value #TOLERANCE_OF_SENSITIVE}, because another
 * processor's rounding changes them by about 1e-5. Everything else has to be equal. Where torch has made the files anew, two things may differ by as little as
 * rounding can do: a number in a sentence by one in its last place, and each count of a histogram by one, if their sum stays.
 *
 * <p>Of models that are made to amplify rounding only names, counts and words are compared, whose numbers differ with each processor;
 * nor is compared how many bits a match is worth, which is the logarithm of a difference by rounding.
 */
public final class JsonDifferences {
    private static final double TOLERANCE = 1e-6;
    private static final double TOLERANCE_OF_SENSITIVE = 1e-4;
    private static final Pattern SENSITIVE = Pattern.compile(
            ".*\\.(min|max|percentiles\\.p\\d+|explainsGap|standardErrorsFromZero|checks\\[\\d+]\\.(largest|tolerance))");
    private static final Pattern AMPLIFYING =
            Pattern.compile("(device_chaotic_\\d+|dead_exploded)\\..*|.*\\.evidence\\.bits");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?(E-?\\d+)?");
    private static final Pattern ROUNDED = Pattern.compile("-?\\d+\\.(\\d+)|\\d+(?= %)");

    private final Map<String, String> renamed;
    private final Map<String, String> reworded;
    private final Set<String> added;
    private final boolean generated;
    private final List<String> found = new ArrayList<>();

    /**
     * @param renamed new names of recorded fields, by their paths; a path is written without positions in lists, and its beginning
     *     may be left out
     * @param reworded new texts, by the recorded ones
     * @param added paths of fields that are not recorded
     * @param generated whether torch has made the files anew
     */
    public JsonDifferences(
            Map<String, String> renamed, Map<String, String> reworded, Set<String> added, boolean generated) {
        this.renamed = renamed;
        this.reworded = reworded;
        this.added = added;
        this.generated = generated;
    }

    /** What differs, each with its path, the recorded value and the new one. */
    public List<String> between(JsonElement recorded, JsonElement now) {
        compare("", recorded, now);
        return List.copyOf(found);
    }

    private void compare(String path, JsonElement recorded, JsonElement now) {
        if (recorded.isJsonObject() && now.isJsonObject()) {
            compareMembers(path, recorded.getAsJsonObject(), now.getAsJsonObject());
        } else if (recorded.isJsonArray() && now.isJsonArray()) {
            compareItems(path, recorded.getAsJsonArray(), now.getAsJsonArray());
        } else if (!recorded.equals(now) && !(isPlain(recorded, now) && agree(path, recorded, now))) {
            report(path, recorded, now);
        }
    }

    private void compareMembers(String path, JsonObject recorded, JsonObject now) {
        Set<String> known = new HashSet<>();
        recorded.asMap().forEach((name, value) -> {
            String inside = path.isEmpty() ? name : path + "." + name;
            String newName = renamed.entrySet().stream()
                    .filter(entry -> isAt(inside, entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(name);
            known.add(newName);
            if (now.has(newName)) {
                compare(inside, value, now.get(newName));
            } else {
                report(inside, value, "nothing");
            }
        });
        now.asMap().forEach((name, value) -> {
            String inside = path.isEmpty() ? name : path + "." + name;
            if (!known.contains(name) && added.stream().noneMatch(expected -> isAt(inside, expected))) {
                report(inside, "nothing", value);
            }
        });
    }

    private void compareItems(String path, JsonArray recorded, JsonArray now) {
        if (generated && path.endsWith(".counts") && areNear(path, recorded, now)) {
            return;
        }
        if (recorded.size() != now.size()) {
            report(path, recorded.size() + " items " + recorded, now.size() + " items " + now);
            return;
        }
        for (int i = 0; i < recorded.size(); i++) {
            compare(path + "[" + i + "]", recorded.get(i), now.get(i));
        }
    }

    private static boolean isPlain(JsonElement recorded, JsonElement now) {
        return recorded.isJsonPrimitive() && now.isJsonPrimitive();
    }

    private boolean agree(String path, JsonElement recorded, JsonElement now) {
        JsonPrimitive before = recorded.getAsJsonPrimitive();
        JsonPrimitive after = now.getAsJsonPrimitive();
        if (before.isString() && after.isString()) {
            String wanted = reworded.getOrDefault(before.getAsString(), before.getAsString());
            return wanted.equals(after.getAsString()) || (generated && sayTheSame(path, wanted, after.getAsString()));
        }
        if (!before.isNumber() || !after.isNumber()) {
            return false;
        }
        boolean count = RecordedForm.isInteger(before.getAsString());
        if (count || RecordedForm.isInteger(after.getAsString())) {
            return before.getAsString().equals(after.getAsString());
        }
        if (amplifies(path)) {
            return true;
        }
        double expected = before.getAsDouble();
        double tolerance = SENSITIVE.matcher(path).matches() ? TOLERANCE_OF_SENSITIVE : TOLERANCE;
        return Math.abs(after.getAsDouble() - expected) <= tolerance * Math.max(1, Math.abs(expected));
    }

    /** A value near the middle between two that are shown is rounded to either. */
    private static boolean sayTheSame(String path, String recorded, String now) {
        if (amplifies(path)) {
            return NUMBER.matcher(recorded)
                    .replaceAll("#")
                    .equals(NUMBER.matcher(now).replaceAll("#"));
        }
        if (!ROUNDED.matcher(recorded)
                .replaceAll("#")
                .equals(ROUNDED.matcher(now).replaceAll("#"))) {
            return false;
        }
        Matcher before = ROUNDED.matcher(recorded);
        Matcher after = ROUNDED.matcher(now);
        while (before.find() && after.find()) {
            int places = before.group(1) == null ? 0 : before.group(1).length();
            double change = Double.parseDouble(after.group()) - Double.parseDouble(before.group());
            if (Math.abs(change) > 1.01 * Math.pow(10, -places)) {
                return false;
            }
        }
        return true;
    }

    /** A cosine at the edge of two bins is counted in either. */
    private static boolean areNear(String path, JsonArray recorded, JsonArray now) {
        if (recorded.size() != now.size() || sum(recorded) != sum(now)) {
            return false;
        }
        for (int i = 0; !amplifies(path) && i < recorded.size(); i++) {
            if (Math.abs(recorded.get(i).getAsLong() - now.get(i).getAsLong()) > 1) {
                return false;
            }
        }
        return true;
    }

    private static long sum(JsonArray counts) {
        return StreamSupport.stream(counts.spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .sum();
    }

    private static boolean amplifies(String path) {
        return AMPLIFYING.matcher(path).matches();
    }

    private static boolean isAt(String path, String expected) {
        String fields = path.replaceAll("\\[\\d+]", "");
        return fields.equals(expected) || fields.endsWith("." + expected);
    }

    private void report(String path, Object recorded, Object now) {
        found.add(path + ": recorded " + recorded + ", now " + now);
    }
}
