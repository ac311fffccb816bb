package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.onnx.NamedTensors;
import java.nio.FloatBuffer;

/** The named tensors of a state dict, as a forward definition needs to see them. */
public interface Weights extends NamedTensors {

    /**
     * Reads the values of a tensor, without an array for all of them where that can be done.
     *
     * @param into has room for them
     * @throws IllegalArgumentException if there is no such tensor
     */
    default void read(String name, FloatBuffer into) {
        into.put(floats(name));
    }

    /** The same with those tensors that the registry's definitions need not see, because they change nothing. */
    default Weights complete() {
        return this;
    }
}
