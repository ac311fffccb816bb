package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The named tensors of a model in file order. Values are read when asked for, as long as the checkpoint is open. */
public final class StateDict {
    /**
     * What (Distributed)DataParallel, torch.compile and a query tower around a next-vector model put before every name; the model
     * inside is the same.
     */
    private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.", "backbone.");

    private final Map<String, Tensor> tensors;
    private final String prefix;

    /**
     * A state dict under the names that the model itself gives its tensors.
     *
     * @param tensors by the names in the file, which may all begin with the prefixes of wrappers
     */
    StateDict(final Map<String, Tensor> tensors) {
        final Map<String, Tensor> named = new LinkedHashMap<>();
        prefix = wrapping(tensors.keySet());
        tensors.forEach((name, tensor) -> named.put(name.substring(prefix.length()), tensor));
        this.tensors = Collections.unmodifiableMap(named);
    }

    private static String wrapping(final Set<String> names) {
        String prefix = "";
        while (true) {
            final String outer = prefix;
            final String inner = WRAPPERS.stream()
                    .map(outer::concat)
                    .filter(longer -> !names.isEmpty() && names.stream().allMatch(name -> name.startsWith(longer)))
                    .findFirst()
                    .orElse(null);
            if (inner == null) {
                return outer;
            }
            prefix = inner;
        }
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
