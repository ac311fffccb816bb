package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.LinkedHashSet;
import java.util.Set;

/** Shows a checkpoint's state dict to the forward definitions, without batch normalisations that change nothing. */
public record StateDictWeights(StateDict state) implements Weights {
    @Override
    public Set<String> names() {
        Set<String> hidden = UntouchedNorms.tensors(state);
        if (hidden.isEmpty()) {
            return state.names();
        }
        Set<String> names = new LinkedHashSet<>(state.names());
        names.removeAll(hidden);
        return names;
    }

    @Override
    public long[] shape(final String name) {
        return state.tensor(name).shape();
    }

    @Override
    public float[] floats(final String name) {
        return state.floats(name);
    }
}
