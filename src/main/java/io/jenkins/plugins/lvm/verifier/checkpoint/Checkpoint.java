package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open checkpoint. What is not tensors is in memory, bounded by the {@link ReadLimits}; values of tensors are read from the file
 * when asked for, until it is closed. Of an optimizer's state only the number of its steps is read.
 */
public final class Checkpoint implements AutoCloseable {
    private static final List<String> STATE_DICT_KEYS =
            List.of("model_state_dict", "state_dict", "q_tower_state_dict", "model_q_state_dict", "model_q");
    private static final List<String> TARGET_TOWER_KEYS = List.of("p_tower_state_dict", "model_d_state_dict");
    private static final int SHARING = 8;
    /** A file could name the same map any number of times. */
    private static final int MOST_OTHERS = 4;
    /** All parameters take the same steps, but for those that were frozen for a while. */
    private static final int MOST_PARAMETERS = 64;

    private final VerifiedFile file;
    private final String format;
    private final Map<?, ?> top;
    private final Map<String, Object> metadata;
    private final @Nullable Map<?, ?> weights;
    private final ReadLimits limits;
    private final @Nullable StatedMetric given;

    /**
     * @param top the outermost dictionary, values as the format's reader made them
     * @param weights the state dict where the format itself says what it is; null to look for it
     */
    Checkpoint(
            final VerifiedFile file,
            final String format,
            final Map<?, ?> top,
            @Nullable Map<?, ?> weights,
            final ReadLimits limits) {
        this.file = file;
        this.format = format;
        this.top = top;
        this.metadata = map(PlainValues.of(top, limits, file)).orElseThrow();
        this.weights = weights == null ? findWeights(top) : weights;
        this.limits = limits;
        this.given = null;
    }

    private Checkpoint(Checkpoint other, StatedMetric given) {
        this.file = other.file;
        this.format = other.format;
        this.top = other.top;
        this.metadata = other.metadata;
        this.weights = other.weights;
        this.limits = other.limits;
        this.given = given;
    }

    /**
     * The same open file with a claim that the user gives; closing either closes both.
     *
     * @param claim a number, a path of keys in it, or {@code FILE.json:KEY} beside it; null to leave it as it is
     * @throws VerifierException if there is nothing under that name
     */
    public Checkpoint claiming(@Nullable String claim) {
        return claim == null ? this : new Checkpoint(this, new GivenClaim(path(), top).find(claim));
    }

    /** The file as asked for. */
    public Path path() {
        return file.path();
    }

    public long sizeBytes() {
        return file.size();
    }

    /** In words, such as {@code PyTorch zip}. */
    public String format() {
        return format;
    }

    /**
     * SHA-256 in lower-case hex, of the very bytes that everything else here is made from.
     *
     * @throws VerifierException if the file changed since it was opened
     */
    public String sha256() {
        return file.sha256();
    }

    /** Keys of the outermost dictionary in file order; for a bare state dict the names of its tensors. */
    public Set<String> topLevelKeys() {
        return metadata.keySet();
    }

    /**
     * Everything that is not tensors as immutable plain values: {@code Map<String, Object>}, {@code List}, {@code String},
     * {@code Long}, {@code Double}, {@code Boolean}, null, and {@link TensorSummary} in place of tensors. Keys that are not strings
     * appear as Python prints them. As a tree it is bounded by {@link ReadLimits#nodes()}.
     */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /** The trainer's arguments ({@code args}, or {@code config} where a trainer calls them so); empty if there are none. */
    public Map<String, Object> args() {
        return map(metadata.get("args")).orElseGet(this::config);
    }

    /** The entry {@code config}; empty if there is none. */
    public Map<String, Object> config() {
        return map(metadata.get("config")).orElse(Map.of());
    }

    /** The entry {@code model_config}; empty if there is none. It can contradict the weights, which are the truth. */
    public Map<String, Object> modelConfig() {
        return map(metadata.get("model_config")).orElse(Map.of());
    }

    /** What the checkpoint says its model is, from {@code model_type} at the top, in args or in model_config. */
    public Optional<String> declaredType() {
        for (final Map<String, Object> holder : List.of(metadata, args(), modelConfig())) {
            if (holder.get("model_type") instanceof String type) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The mean cosines that the checkpoint states, the first one being its claim. Some may be unusable, and say why. */
    public List<StatedMetric> statedMetrics() {
        return StatedMetric.findIn(top);
    }

    /** The metric to hold the model against: the one that the user gives, else the first that is usable, else the first. */
    public Optional<StatedMetric> claim() {
        if (given != null) {
            return Optional.of(given);
        }
        final List<StatedMetric> stated = statedMetrics();
        return stated.stream().filter(StatedMetric::isUsable).findFirst().or(() -> stated.stream()
                .findFirst());
    }

    /** The retrieval metrics that the checkpoint states, in file order. */
    public List<StatedRetrieval> statedRetrieval() {
        return StatedRetrieval.findIn(top);
    }

    /** Keys of the outermost dictionary under which tensors are that {@link #stateDict} does not give. */
    public List<String> otherStateDicts() {
        return top.entrySet().stream()
                .filter(entry -> entry.getValue() != weights && isStateDict(entry.getValue()))
                .filter(entry -> !TARGET_TOWER_KEYS.contains(String.valueOf(entry.getKey())))
                .map(entry -> FileErrors.printable(String.valueOf(entry.getKey())))
                .toList();
    }

    private static boolean isStateDict(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                && !map.isEmpty()
                && map.values().stream().allMatch(Tensor.class::isInstance);
    }

    /**
     * The weights of the model.
     *
     * @throws VerifierException if there are none
     */
    public StateDict stateDict() {
        if (weights == null || weights.isEmpty()) {
            throw file.refused(
                    top.isEmpty()
                            ? "holds nothing."
                            : "holds no state dict; its keys are "
                                    + FileErrors.printable(String.join(", ", topLevelKeys())) + ".",
                    "Save the weights as model_state_dict, or a bare state dict.");
        }
        return stateDict(weights);
    }

    private StateDict stateDict(Map<?, ?> found) {
        final Map<String, Tensor> tensors = new LinkedHashMap<>();
        found.forEach((name, value) -> {
            if (!(value instanceof Tensor tensor)) {
                throw file.refused("holds a state dict whose entry " + FileErrors.printable((String) name) + " is "
                        + PickledValues.kind(value) + ", not a tensor.");
            }
            tensors.put((String) name, tensor);
        });
        refuseExcess(tensors);
        return new StateDict(tensors);
    }

    /** The weights through which targets go before predictions are compared with them; empty where they stay as they are. */
    public Optional<StateDict> targetTower() {
        return TARGET_TOWER_KEYS.stream()
                .map(top::get)
                .filter(value -> value instanceof Map<?, ?> map && !map.isEmpty())
                .findFirst()
                .map(value -> stateDict((Map<?, ?>) value));
    }

    /**
     * Weights of the same names and shapes that lie beside those of the model, such as {@code ema_state_dict}, by key; the first
     * {@value #MOST_OTHERS}, or none.
     */
    public Map<String, StateDict> weightsBeside() {
        final Map<String, StateDict> others = new LinkedHashMap<>();
        top.forEach((key, value) -> {
            if (others.size() < MOST_OTHERS
                    && value != weights
                    && value instanceof Map<?, ?> map
                    && isLikeWeights(map)) {
                final Map<String, Tensor> tensors = new LinkedHashMap<>();
                map.forEach((name, tensor) -> tensors.put((String) name, (Tensor) tensor));
                refuseExcess(tensors);
                others.put(String.valueOf(key), new StateDict(tensors));
            }
        });
        return others;
    }

    private boolean isLikeWeights(final Map<?, ?> other) {
        return weights != null
                && other.keySet().equals(weights.keySet())
                && other.entrySet().stream()
                        .allMatch(entry -> entry.getValue() instanceof Tensor tensor
                                && weights.get(entry.getKey()) instanceof Tensor own
                                && Arrays.equals(tensor.shape(), own.shape()));
    }

    /**
     * Without this, a small file could name the same values so often, or so few values so far apart, that looking at each takes
     * forever: work and memory are bounded by a multiple of the file's bytes.
     */
    private void refuseExcess(final Map<String, Tensor> tensors) {
        double values = (double) limits.expandedElements() * Float.BYTES + (double) SHARING * file.size();
        double read = limits.stridedBytes() + (double) SHARING * file.size();
        for (final Tensor tensor : tensors.values()) {
            values -= (double) tensor.elements() * tensor.dtype().bytes();
            read -= tensor.bytesRead();
            if (values < 0) {
                throw file.refused(
                        "holds a state dict with far more elements than the file has room for.",
                        "Save tensors of their own rather than views of few values.");
            }
            if (read < 0) {
                throw file.refused(
                        "holds a state dict whose tensors are spread over far more bytes than the file has.",
                        "Save contiguous tensors: call contiguous() on each before saving.");
            }
        }
    }

    /**
     * How many steps the optimizer has taken: the greatest number among the first parameters in {@code optimizer_state_dict}. torch
     * stores it as a tensor of one number, older versions as a number.
     *
     * @return empty where no step is stored
     */
    public OptionalLong optimizerSteps() {
        if (!(top.get("optimizer_state_dict") instanceof Map<?, ?> optimizer)
                || !(optimizer.get("state") instanceof Map<?, ?> state)) {
            return OptionalLong.empty();
        }
        return state.values().stream()
                .limit(MOST_PARAMETERS)
                .filter(Map.class::isInstance)
                .map(parameter -> ((Map<?, ?>) parameter).get("step"))
                .mapToDouble(Checkpoint::number)
                .filter(step -> step > 0 && step < Integer.MAX_VALUE)
                .mapToLong(step -> (long) step)
                .max();
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Tensor tensor && tensor.elements() == 1) {
            return tensor.doubles()[0];
        }
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static @Nullable Map<?, ?> findWeights(final Map<?, ?> top) {
        for (final String key : STATE_DICT_KEYS) {
            if (top.get(key) instanceof Map<?, ?> wrapped) {
                return wrapped;
            }
        }
        final boolean bare = top.values().stream().allMatch(Tensor.class::isInstance);
        return bare ? top : null;
    }

    @SuppressWarnings("unchecked") // PlainValues makes no other maps
    private static Optional<Map<String, Object>> map(@Nullable Object value) {
        return value instanceof Map ? Optional.of((Map<String, Object>) value) : Optional.empty();
    }

    @Override
    public void close() {
        file.close();
    }
}
