package io.jenkins.plugins.lvm.verifier.model;

import java.util.Set;

/** Weights that are made of others, of the same names and shapes. */
public interface DerivedWeights extends Weights {

    /** What they are made of. */
    Weights below();

    /** Made in the same way of all tensors: what is hidden below must not be lost. */
    @Override
    Weights complete();

    @Override
    default Set<String> names() {
        return below().names();
    }

    @Override
    default long[] shape(String name) {
        return below().shape(name);
    }

    @Override
    default boolean isFloating(String name) {
        return below().isFloating(name);
    }

    @Override
    default boolean areTied(String one, String other) {
        return below().areTied(one, other);
    }
}
