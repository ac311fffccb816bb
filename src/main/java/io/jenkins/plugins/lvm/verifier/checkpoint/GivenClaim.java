package io.jenkins.plugins.lvm.verifier.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the claim that a user gives: a number, a path of keys in the checkpoint, or {@code FILE.json:KEY} beside it. */
public final class GivenClaim {
    private static final int LONGEST_JSON = 16 << 20;
    private static final int SHOWN = 20;
    private static final String JSON = ".json:";

    private final Path checkpoint;
    private final Map<?, ?> top;
    private final @Nullable Metric metric;

    /** Of a file that states nothing itself, such as predictions. */
    public GivenClaim(Path file, @Nullable Metric metric) {
        this(file, Map.of(), metric);
    }

    /** @param metric what is claimed; null for the cosine */
    GivenClaim(Path checkpoint, Map<?, ?> top, @Nullable Metric metric) {
        this.checkpoint = checkpoint;
        this.top = top;
        this.metric = metric;
    }

    /**
     * The metric.
     *
     * @throws VerifierException if there is nothing under that name
     */
    public StatedMetric find(String given) {
        try {
            return StatedMetric.of("claim", "given", Double.valueOf(given), metric);
        } catch (NumberFormatException e) {
            int colon = given.indexOf(JSON);
            return colon < 0
                    ? in(top, given, given, checkpoint)
                    : beside(
                            given,
                            given.substring(0, colon + JSON.length() - 1),
                            given.substring(colon + JSON.length()));
        }
    }

    private StatedMetric beside(String given, String name, String key) {
        Path file = checkpoint.resolveSibling(name);
        try {
            return in(plain(JsonParser.parseString(FileSource.readText(file, "JSON", LONGEST_JSON))), key, given, file);
        } catch (JsonParseException | StackOverflowError e) {
            throw new VerifierException(Reason.UNREADABLE, file + " is not JSON.", "Name a file that is.", e);
        }
    }

    private StatedMetric in(@Nullable Object holder, String key, String given, Path file) {
        Object found = at(holder, key)
                .orElseThrow(() -> VerifierException.unreadable(
                        file + " states no claim under '" + FileErrors.printable(key) + "'; it has " + keys(holder)
                                + ".",
                        "Give a number, or a path of keys such as metrics.val_cosine."));
        return StatedMetric.of(key.substring(key.lastIndexOf('.') + 1), given, found, metric);
    }

    private static String keys(@Nullable Object holder) {
        return holder instanceof Map<?, ?> map && !map.isEmpty()
                ? map.entrySet().stream()
                        .flatMap(GivenClaim::paths)
                        .limit(SHOWN)
                        .map(FileErrors::printable)
                        .collect(Collectors.joining(", "))
                : "no keys";
    }

    /** A key, or the paths to the numbers that lie under it. */
    private static Stream<String> paths(Map.Entry<?, ?> entry) {
        String key = String.valueOf(entry.getKey());
        return entry.getValue() instanceof Map<?, ?> inner
                        && inner.values().stream().anyMatch(Number.class::isInstance)
                ? inner.entrySet().stream()
                        .filter(below -> below.getValue() instanceof Number)
                        .map(below -> key + "." + below.getKey())
                : Stream.of(key);
    }

    /** Follows a path; a key may hold dots itself. */
    private static Optional<Object> at(@Nullable Object holder, String path) {
        Object whole = member(holder, path);
        if (whole != null) {
            return Optional.of(whole);
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            Object inner = member(holder, path.substring(0, dot));
            if (inner != null) {
                Optional<Object> found = at(inner, path.substring(dot + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Lightning writes the settings of a callback behind its name: {@code ModelCheckpoint{'monitor': 'val_loss'}}. */
    private static @Nullable Object member(@Nullable Object holder, String key) {
        if (holder instanceof Map<?, ?> map) {
            Object exact = map.get(key);
            return exact != null
                    ? exact
                    : map.entrySet().stream()
                            .filter(entry -> entry.getKey() instanceof String name && name.startsWith(key + "{"))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(null);
        }
        if (holder instanceof List<?> list && key.matches("-?\\d{1,6}")) {
            int index = Integer.parseInt(key);
            int place = index < 0 ? list.size() + index : index;
            return place >= 0 && place < list.size() ? list.get(place) : null;
        }
        return null;
    }

    private static @Nullable Object plain(JsonElement element) {
        if (element instanceof JsonObject object) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            object.asMap().forEach((name, value) -> map.put(name, plain(value)));
            return map;
        }
        if (element instanceof JsonArray array) {
            return array.asList().stream().map(GivenClaim::plain).toList();
        }
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
            return element.getAsDouble();
        }
        return element.isJsonNull() ? null : element.getAsString();
    }
}
