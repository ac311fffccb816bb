package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The named tensors of a model in file order. Values are read when asked for, as long as the checkpoint is open. */
public final class StateDict {
    private final Map<String, Tensor> tensors;

    StateDict(final Map<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
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
