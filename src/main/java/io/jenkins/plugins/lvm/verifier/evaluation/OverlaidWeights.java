package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Map;

/**
 * Weights of which some are others.
 *
 * @param below what is taken where nothing else is given
 * @param above values that are taken in place of those below, by name, in row-major order and as many
 */
public record OverlaidWeights(Weights below, Map<String, float[]> above) implements DerivedWeights {
    public OverlaidWeights {
        above = Map.copyOf(above);
    }

    @Override
    public Weights complete() {
        return new OverlaidWeights(below.complete(), above);
    }

    @Override
    public boolean areTied(String one, String other) {
        return below.areTied(one, other) && !above.containsKey(one) && !above.containsKey(other);
    }

    @Override
    public float[] floats(String name) {
        float[] own = above.get(name);
        return own == null ? below.floats(name) : own.clone();
    }
}
