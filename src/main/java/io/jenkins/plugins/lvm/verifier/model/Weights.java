package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.onnx.NamedTensors;

/** The named tensors of a state dict, as a forward definition needs to see them. */
public interface Weights extends NamedTensors {

    /** The same with those tensors that the registry's definitions need not see, because they change nothing. */
    default Weights complete() {
        return this;
    }
}
