package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the state dicts of a checkpoint are: the one of the model that was trained, and those that may be averages of it.
 *
 * @param name of the model's, as the path of keys that leads there; empty where the outermost dictionary is the state dict itself
 * @param model its entries as they stand in the file
 * @param others further dictionaries of tensors, by the path of keys that leads there
 */
record StateDicts(String name, @Nullable Map<?, ?> model, Map<String, Map<?, ?>> others) {
    /** Under these a model's weights are, whatever else is there: what is wrong with them can be said. */
    private static final List<String> CERTAIN_KEYS =
            List.of("model_state_dict", "state_dict", "q_tower_state_dict", "model_q_state_dict", "model_q");

    /** Under these are the weights through which targets go: another model, whatever its names and shapes. */
    private static final List<String> TARGET_TOWER_KEYS = List.of("p_tower_state_dict", "model_d_state_dict");

    private static final List<String> LIKELY_KEYS =
            List.of("model", "net", "weights", "module", "network", "model_state", "model_weights");

    /** Words that people give averages of weights. */
    private static final Pattern AVERAGE =
            Pattern.compile("(^|[_.])(ema|swa|averaged|average|avg|shadow)([_.]|$)", Pattern.CASE_INSENSITIVE);

    /** Under these a library keeps the averaged tensors, beside its own settings. */
    private static final Set<String> INNER_KEYS =
            Set.of("shadow", "shadow_params", "module", "model", "model_state_dict", "state_dict", "params", "ema");

    /** A file could name the same map any number of times. */
    private static final int MOST_OTHERS = 16;

    /**
     * Looks for state dicts in the outermost dictionary.
     *
     * @param known the state dict where the format itself says what it is; null to look for it
     */
    static StateDicts in(Map<?, ?> top, @Nullable Map<?, ?> known) {
        if (known != null) {
            return new StateDicts("", known, Map.of());
        }
        Map<String, Map<?, ?>> found = candidates(top);
        String name = first(CERTAIN_KEYS, key -> top.get(key) instanceof Map);
        if (name == null) {
            name = first(LIKELY_KEYS, found::containsKey);
        }
        if (name == null && isStateDict(top)) {
            return split("", top, Map.of());
        }
        if (name == null) {
            name = found.keySet().stream()
                    .filter(key -> AVERAGE.matcher(key).find())
                    .findFirst()
                    .orElse(null);
        }
        if (name == null) {
            return new StateDicts("", null, found);
        }
        Map<?, ?> model = (Map<?, ?>) top.get(name);
        Map<?, ?> chosen =
                model == null || !(isStateDict(model) || CERTAIN_KEYS.contains(name)) ? found.get(name) : model;
        Map<String, Map<?, ?>> others = new LinkedHashMap<>(found);
        others.values().removeIf(other -> other == chosen);
        return split(name, chosen, others);
    }

    /** The weights through which targets go before predictions are compared with them; empty where they stay as they are. */
    static Optional<Map<?, ?>> targetTower(Map<?, ?> top) {
        for (String key : TARGET_TOWER_KEYS) {
            if (top.get(key) instanceof Map<?, ?> map && !map.isEmpty()) {
                return Optional.of(map);
            }
        }
        return Optional.empty();
    }

    private static @Nullable String first(List<String> keys, Predicate<String> wanted) {
        return keys.stream().filter(wanted).findFirst().orElse(null);
    }

    private static Map<String, Map<?, ?>> candidates(Map<?, ?> top) {
        Map<String, Map<?, ?>> found = new LinkedHashMap<>();
        top.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && found.size() < MOST_OTHERS && !TARGET_TOWER_KEYS.contains(key)) {
                if (isStateDict(map)) {
                    found.put(String.valueOf(key), map);
                } else {
                    map.forEach((inner, held) -> {
                        if (INNER_KEYS.contains(inner) && held instanceof Map<?, ?> state && isStateDict(state)) {
                            found.put(key + "." + inner, state);
                        }
                    });
                }
            }
        });
        return found;
    }

    /** A module that holds both the model and an average of it saves them as one: {@code model.*} and {@code ema_model.*}. */
    private static StateDicts split(String name, @Nullable Map<?, ?> all, Map<String, Map<?, ?>> others) {
        if (all == null) {
            return new StateDicts(name, null, others);
        }
        Set<String> groups = all.keySet().stream()
                .map(key -> (String) key)
                .filter(key -> key.indexOf('.') > 0)
                .map(key -> key.substring(0, key.indexOf('.')))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> averages =
                groups.stream().filter(group -> AVERAGE.matcher(group).find()).toList();
        if (averages.isEmpty() || groups.size() != averages.size() + 1 || !areAllInside(all)) {
            return new StateDicts(name, all, others);
        }
        groups.removeAll(new HashSet<>(averages));
        Map<String, Map<?, ?>> more = new LinkedHashMap<>();
        for (String average : averages) {
            more.put(name.isEmpty() ? average : name + "." + average, part(all, average));
        }
        more.putAll(others);
        return new StateDicts(name, part(all, groups.iterator().next()), more);
    }

    private static boolean areAllInside(Map<?, ?> all) {
        return all.keySet().stream().allMatch(key -> ((String) key).indexOf('.') > 0);
    }

    private static Map<String, Object> part(Map<?, ?> all, String group) {
        Map<String, Object> part = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (((String) key).startsWith(group + ".") && value != null) {
                part.put(((String) key).substring(group.length() + 1), value);
            }
        });
        return part;
    }

    /** Keys under which tensors are that are not the model's. */
    List<String> otherKeys() {
        return others.entrySet().stream()
                .filter(entry -> entry.getValue().values().stream().allMatch(Tensor.class::isInstance))
                .map(entry -> FileErrors.printable(entry.getKey()))
                .toList();
    }

    private static boolean isStateDict(Map<?, ?> map) {
        return map.values().stream().anyMatch(Tensor.class::isInstance)
                && map.entrySet().stream()
                        .allMatch(entry -> entry.getValue() instanceof Tensor
                                || isBystander((String) entry.getKey(), entry.getValue()));
    }

    /**
     * Whether an entry of a state dict cannot be a weight: counters, serialised settings and the extra state of a module, which
     * {@code load_state_dict} hands over to it or passes over.
     */
    static boolean isBystander(String name, @Nullable Object value) {
        return value == null
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof Boolean
                || value instanceof byte[]
                || name.toLowerCase(Locale.ROOT).endsWith("_extra_state");
    }
}
