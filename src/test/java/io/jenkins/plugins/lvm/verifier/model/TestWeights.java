package io.jenkins.plugins.lvm.verifier.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Weights of a test: shapes, and values by name. */
record TestWeights(Map<String, long[]> shapes, Function<String, float[]> values) implements Weights {

    /** Weights that nobody computes with. */
    static TestWeights of(final Map<String, long[]> shapes) {
        return new TestWeights(shapes, name -> new float[size(shapes.get(name))]);
    }

    private static int size(final long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    TestWeights with(final String name, final long... shape) {
        final Map<String, long[]> changed = new LinkedHashMap<>(shapes);
        changed.put(name, shape);
        return of(changed);
    }

    TestWeights without(final String name) {
        final Map<String, long[]> changed = new LinkedHashMap<>(shapes);
        changed.remove(name);
        return of(changed);
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public long[] shape(final String name) {
        return shapes.get(name).clone();
    }

    @Override
    public float[] floats(final String name) {
        return values.apply(name);
    }
}
