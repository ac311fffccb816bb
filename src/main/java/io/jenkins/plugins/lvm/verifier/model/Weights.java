package io.jenkins.plugins.lvm.verifier.model;

import java.util.Set;

/** The named tensors of a state dict, as a forward definition needs to see them. */
public interface Weights {

    /** Names in the order in which the checkpoint holds them. */
    Set<String> names();

    /**
     * The shape of a tensor; an empty array for a scalar.
     *
     * @throws IllegalArgumentException if there is no such tensor
     */
    long[] shape(String name);

    /**
     * The values of a tensor in row-major order, converted to float32.
     *
     * @throws IllegalArgumentException if there is no such tensor
     */
    float[] floats(String name);
}
