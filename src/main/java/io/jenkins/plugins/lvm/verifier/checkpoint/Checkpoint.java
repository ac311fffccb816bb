package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
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
    /** Keys of what torch's optimizers save of themselves. */
    private static final Set<String> OPTIMIZER = Set.of("state", "param_groups");

    private static final int SHARING = 8;
    /** More state dicts than this are not measured. */
    private static final int MOST_OTHERS = 4;
    /** All parameters take the same steps, but for those that were frozen for a while. */
    private static final int MOST_PARAMETERS = 64;

    private final CheckpointFiles file;
    private final String format;
    private final Map<?, ?> top;
    private final Map<String, Object> metadata;
    private final StateDicts stateDicts;
    private final ReadLimits limits;
    /** In place of what stands in the file; null to look there. */
    private final @Nullable List<StatedMetric> given;

    /**
     * @param top the outermost dictionary, values as the format's reader made them
     * @param weights the state dict where the format itself says what it is; null to look for it
     */
    Checkpoint(
            final CheckpointFiles file,
            final String format,
            final Map<?, ?> top,
            @Nullable Map<?, ?> weights,
            final ReadLimits limits) {
        this.file = file;
        this.format = format;
        this.top = top;
        this.metadata = map(PlainValues.of(top, limits, file)).orElseThrow();
        this.stateDicts = StateDicts.in(top, weights);
        this.limits = limits;
        this.given = null;
    }

    private Checkpoint(Checkpoint other, List<StatedMetric> given) {
        this.file = other.file;
        this.format = other.format;
        this.top = other.top;
        this.metadata = other.metadata;
        this.stateDicts = other.stateDicts;
        this.limits = other.limits;
        this.given = given;
    }

    /**
     * The same open file with a claim that the user gives; closing either closes both.
     *
     * @param claim a number, a path of keys in it, or {@code FILE.json:KEY} beside it; null to leave it as it is
     * @param metric what it is a number of; null for the cosine. What trainers write where nobody names a place is a cosine, and is no
     *     claim of another metric
     * @throws VerifierException if there is nothing under that name
     */
    public Checkpoint claiming(@Nullable String claim, @Nullable Metric metric) {
        if (claim == null) {
            return metric == null ? this : withoutClaim();
        }
        return new Checkpoint(this, List.of(new GivenClaim(path(), top, metric).find(claim)));
    }

    /** The same open file as if it stated nothing; closing either closes both. */
    public Checkpoint withoutClaim() {
        return new Checkpoint(this, List.of());
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
     * SHA-256 in lower-case hex, of the very bytes that everything else here is made from. That of a folder is taken over the digests of
     * its files.
     *
     * @throws VerifierException if the file changed since it was opened
     */
    public String sha256() {
        return file.sha256();
    }

    /** The files of a folder that were read, with their digests; empty where the checkpoint is a file. */
    public List<FilePart> parts() {
        return file.parts();
    }

    /** Keys of the outermost dictionary in file order; for a bare state dict the names of its tensors. */
    public Set<String> topLevelKeys() {
        return metadata.keySet();
    }

    /**
     * Everything that is not tensors as immutable plain values: {@code Map<String, Object>}, {@code List}, {@code String},
     * {@code Long}, {@code Double}, {@code Boolean}, null, and {@link TensorSummary} in place of tensors. Keys that are not strings
     * appear as Python prints them. As a tree it is bounded by {@link ReadLimits.Trees#nodes()}.
     */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /**
     * The trainer's arguments ({@code args}, or {@code config} or Lightning's {@code hyper_parameters} where they are called so); empty if
     * there are none.
     */
    public Map<String, Object> args() {
        return map(metadata.get("args")).orElseGet(() -> map(metadata.get("config"))
                .orElseGet(() -> map(metadata.get("hyper_parameters")).orElse(Map.of())));
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
            return given.stream().findFirst();
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
        return stateDicts.otherKeys();
    }

    /** The path of keys that leads to {@link #stateDict}; empty where the outermost dictionary is the state dict itself. */
    public String stateDictName() {
        return stateDicts.name();
    }

    /**
     * The weights of the model.
     *
     * @throws VerifierException if there are none
     */
    public StateDict stateDict() {
        Map<?, ?> weights = stateDicts.model();
        if (weights == null || weights.isEmpty()) {
            if (top.keySet().containsAll(OPTIMIZER)) {
                throw file.refused(
                        "is the state of an optimizer, not of a model.",
                        "Name the file with the weights, which trainers write beside it.");
            }
            throw file.refused(
                    top.isEmpty()
                            ? "holds nothing."
                            : "holds no state dict; its keys are "
                                    + FileErrors.printable(String.join(", ", topLevelKeys())) + ".",
                    "Save the weights as model_state_dict, or a bare state dict.");
        }
        return stateDict(weights);
    }

    /** The state dict of entries as they stand in the file, under the model's own names, with what is computed of weights folded. */
    private StateDict stateDict(Map<?, ?> entries) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        entries.forEach((key, value) -> {
            String name = (String) key;
            if (value instanceof Tensor tensor) {
                tensors.put(name, tensor);
            } else if (StateDicts.isBystander(name, value)) {
                leftOut.add(FileErrors.printable(name));
            } else {
                throw file.refused("holds a state dict whose entry " + FileErrors.printable(name) + " is "
                        + PickledValues.kind(value) + ", not a tensor.");
            }
        });
        refuseExcess(tensors);
        List<String> notes = new ArrayList<>();
        if (!leftOut.isEmpty()) {
            notes.add("entries of the state dict that are not tensors are left out, such as " + leftOut.get(0));
        }
        ComputedTensors computed = new ComputedTensors(limits, file);
        Map<String, Tensor> named = WrappedNames.removed(tensors, file);
        Map<String, Tensor> merged = LowRankAdapters.merged(named, adapterScale(), computed, file, notes);
        // What a wrapper's wrapper hides, such as a module to save within PEFT's model.
        return new StateDict(
                WrappedNames.removed(FoldedWeights.of(merged, computed, file, notes), file),
                WrappedNames.prefix(tensors.keySet(), named.keySet()),
                notes);
    }

    private LowRankAdapters.Scale adapterScale() {
        return AdapterSettings.in(metadata);
    }

    /** The weights through which targets go before predictions are compared with them; empty where they stay as they are. */
    public Optional<StateDict> targetTower() {
        return StateDicts.targetTower(top).map(this::stateDict);
    }

    /**
     * Weights of the same names and shapes that lie beside those of the model, such as {@code ema_state_dict}, by the path of keys that
     * leads there; the first {@value #MOST_OTHERS}, or none. Where an average covers parameters only, buffers are the model's.
     */
    public Map<String, StateDict> weightsBeside() {
        Map<String, StateDict> found = new LinkedHashMap<>();
        if (stateDicts.model() == null || stateDicts.others().isEmpty()) {
            return found;
        }
        StateDict model = stateDict();
        stateDicts.others().forEach((key, entries) -> {
            if (found.size() < MOST_OTHERS && holdsNoOther(entries)) {
                StateDict other = stateDict(entries);
                if (model.isLike(other)) {
                    found.put(key, other);
                } else if (other.fitsInto(model) && 2 * other.parameterCount() >= model.parameterCount()) {
                    found.put(key, other.over(model, "what it lacks is taken from the model's own state dict"));
                }
            }
        });
        return found;
    }

    private static boolean holdsNoOther(Map<?, ?> entries) {
        return entries.entrySet().stream()
                .allMatch(entry -> entry.getValue() instanceof Tensor
                        || StateDicts.isBystander((String) entry.getKey(), entry.getValue()));
    }

    /**
     * Without this, a small file could name the same values so often, or so few values so far apart, that looking at each takes
     * forever: work and memory are bounded by a multiple of the file's bytes.
     */
    private void refuseExcess(final Map<String, Tensor> tensors) {
        double values = (double) limits.tensors().expandedElements() * Float.BYTES + (double) SHARING * file.size();
        double read = limits.tensors().stridedBytes() + (double) SHARING * file.size();
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

    @SuppressWarnings("unchecked") // PlainValues makes no other maps
    private static Optional<Map<String, Object>> map(@Nullable Object value) {
        return value instanceof Map ? Optional.of((Map<String, Object>) value) : Optional.empty();
    }

    @Override
    public void close() {
        file.close();
    }
}
