package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Random;

/**
 * Weights with the last bit of each number changed or not, at random. What a prediction changes by is what float32 leaves open about it.
 *
 * @param seed of the choice
 */
record LastBits(Weights below, long seed) implements DerivedWeights {

    @Override
    public Weights complete() {
        return new LastBits(below.complete(), seed);
    }

    @Override
    public float[] floats(String name) {
        return of(below.floats(name), seed ^ name.hashCode());
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
