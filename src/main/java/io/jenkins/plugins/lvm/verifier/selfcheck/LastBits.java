package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Random;
import java.util.Set;

/**
 * Weights with the last bit of each number changed or not, at random. What a prediction changes by is what float32 leaves open about it.
 *
 * @param seed of the choice
 */
record LastBits(Weights weights, long seed) implements Weights {

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
        return of(weights.floats(name), seed ^ name.hashCode());
    }

    /** The numbers, changed so; the array is used again. */
    static float[] of(float[] values, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextBoolean() ? Math.nextUp(values[i]) : values[i];
        }
        return values;
    }
}
