package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Map;
import java.util.Set;

/**
 * Weights of which some are others.
 *
 * @param below what is taken where nothing else is given
 * @param above values that are taken in place of those below, by name, in row-major order and as many
 */
public record OverlaidWeights(Weights below, Map<String, float[]> above) implements Weights {
    public OverlaidWeights {
        above = Map.copyOf(above);
    }

    @Override
    public Set<String> names() {
        return below.names();
    }

    @Override
    public Weights complete() {
        return new OverlaidWeights(below.complete(), above);
    }

    @Override
    public boolean isFloating(String name) {
        return below.isFloating(name);
    }

    @Override
    public boolean areTied(String one, String other) {
        return below.areTied(one, other) && !above.containsKey(one) && !above.containsKey(other);
    }

    @Override
    public long[] shape(String name) {
        return below.shape(name);
    }

    @Override
    public float[] floats(String name) {
        float[] own = above.get(name);
        return own == null ? below.floats(name) : own.clone();
    }
}
