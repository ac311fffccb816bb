package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weights whose tensors that were read last are not read again: those of one layer, which all steps of a context need in turn. */
final class RecentTensors implements Weights {
    private static final int MOST = 16;

    private final Weights weights;
    private final Map<String, float[]> recent = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > MOST;
        }
    };

    RecentTensors(Weights weights) {
        this.weights = weights;
    }

    @Override
    public Set<String> names() {
        return weights.names();
    }

    @Override
    public long[] shape(String name) {
        return weights.shape(name);
    }

    @Override
    public float[] floats(String name) {
        return recent.computeIfAbsent(name, weights::floats);
    }
}
