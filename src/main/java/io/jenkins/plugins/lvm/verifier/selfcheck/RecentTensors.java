package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/** Weights whose tensors that were read last are not read again: those of one part of a layer, which all steps of a context need in turn. */
final class RecentTensors implements DerivedWeights {
    private static final int MOST = 8;

    private final Weights below;
    private final Map<String, float[]> recent = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > MOST;
        }
    };

    RecentTensors(Weights below) {
        this.below = below;
    }

    @Override
    public Weights below() {
        return below;
    }

    @Override
    public Weights complete() {
        return new RecentTensors(below.complete());
    }

    @Override
    public float[] floats(String name) {
        return recent.computeIfAbsent(name, below::floats);
    }
}
