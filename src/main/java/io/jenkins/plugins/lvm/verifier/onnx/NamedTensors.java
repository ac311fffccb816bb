package io.jenkins.plugins.lvm.verifier.onnx;

import java.util.Set;

/** The tensors of a checkpoint, as a graph needs to see them. */
public interface NamedTensors {

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

    /** Whether its elements are floating point numbers in the file, so that it can hold trained weights. */
    default boolean isFloating(String name) {
        return true;
    }

    /** Whether two names stand for the same numbers in the file, so that the model has one parameter under both. */
    default boolean areTied(String one, String other) {
        return one.equals(other);
    }
}
