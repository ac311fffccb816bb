package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Set;

/** Shows a checkpoint's state dict to the forward definitions. */
public record StateDictWeights(StateDict state) implements Weights {
    @Override
    public Set<String> names() {
        return state.names();
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
