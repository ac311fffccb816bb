package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.Tensor;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Shows a checkpoint's state dict to the forward definitions.
 *
 * @param isComplete whether batch normalisations that change nothing are shown as well
 */
public record StateDictWeights(StateDict state, boolean isComplete) implements Weights {

    /** Without batch normalisations that change nothing. */
    public StateDictWeights(StateDict state) {
        this(state, false);
    }

    @Override
    public Set<String> names() {
        Set<String> hidden = isComplete ? Set.of() : UntouchedNorms.tensors(state);
        if (hidden.isEmpty()) {
            return state.names();
        }
        Set<String> names = new LinkedHashSet<>(state.names());
        names.removeAll(hidden);
        return names;
    }

    @Override
    public Weights complete() {
        return new StateDictWeights(state, true);
    }

    @Override
    public long[] shape(final String name) {
        return state.tensor(name).shape();
    }

    @Override
    public float[] floats(final String name) {
        return state.floats(name);
    }

    @Override
    public void read(String name, FloatBuffer into) {
        state.tensor(name).read(into);
    }

    @Override
    public boolean isFloating(String name) {
        return state.tensor(name).dtype().isFloating();
    }

    @Override
    public boolean areTied(String one, String other) {
        Tensor a = state.tensor(one);
        Tensor b = state.tensor(other);
        return a.storageKey().equals(b.storageKey())
                && a.offset() == b.offset()
                && a.dtype() == b.dtype()
                && Arrays.equals(a.shape(), b.shape())
                && Arrays.equals(a.stride(), b.stride());
    }
}
