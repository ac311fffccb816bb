package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.DerivedWeights;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.SplittableRandom;

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
        SplittableRandom random = new SplittableRandom(seed);
        long coins = 0;
        for (int i = 0; i < values.length; i++) {
            coins = i % Long.SIZE == 0 ? random.nextLong() : coins >>> 1;
            values[i] = (coins & 1) == 0 ? values[i] : Math.nextUp(values[i]);
        }
        return values;
    }
}
