package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The named tensors of a model in file order. Values are read when asked for, as long as the checkpoint is open. */
public final class StateDict {
    private final Map<String, Tensor> tensors;
    private final String prefix;
    private final List<String> notes;

    /**
     * Tensors under the names that the model itself gives them.
     *
     * @param prefix what the file puts before every one of these names
     * @param notes how they became so, in words
     */
    StateDict(Map<String, Tensor> tensors, String prefix, List<String> notes) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        this.prefix = prefix;
        this.notes = List.copyOf(notes);
    }

    /** How these tensors were made of those in the file, in words; empty where they are the same. */
    public List<String> notes() {
        return notes;
    }

    /** Whether another one has tensors of the same names and shapes. */
    boolean isLike(StateDict other) {
        return tensors.keySet().equals(other.tensors.keySet()) && other.fitsInto(this);
    }

    /** Whether each tensor is one of another state dict, in name and shape. */
    boolean fitsInto(StateDict other) {
        return tensors.entrySet().stream().allMatch(entry -> {
            Tensor same = other.tensors.get(entry.getKey());
            return same != null && Arrays.equals(same.shape(), entry.getValue().shape());
        });
    }

    /** These tensors, and of another state dict those that are not here. */
    StateDict over(StateDict below, String note) {
        Map<String, Tensor> all = new LinkedHashMap<>(below.tensors);
        all.putAll(tensors);
        List<String> said = new ArrayList<>(notes);
        said.add(note);
        return new StateDict(all, prefix, said);
    }

    /** What the file puts before every name because a wrapper was saved; empty without one. */
    public String prefix() {
        return prefix;
    }

    /** Names in the order in which the file holds them. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /**
     * The tensor of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor tensor(final String name) {
        final Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    /**
     * The values of a tensor in row-major order, converted to float32.
     *
     * @throws IllegalArgumentException if there is no such tensor
     * @throws VerifierException if it cannot be read
     */
    public float[] floats(final String name) {
        return tensor(name).floats();
    }

    /** Number of weights, buffers included; a tensor with two names counts twice. */
    public long parameterCount() {
        return tensors.values().stream().mapToLong(Tensor::elements).sum();
    }

    /** Counts over all floating-point weights, in one streaming pass. */
    public WeightHealth health() {
        return tensors.values().stream()
                .filter(tensor -> tensor.dtype().isFloating())
                .map(Tensor::health)
                .reduce(WeightHealth.NONE, WeightHealth::plus);
    }
}
