package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What the values of all tensors are like.
 *
 * @param tensors of floating point numbers, in the state dict's order
 */
public record WeightFacts(List<TensorFacts> tensors) {
    public WeightFacts {
        tensors = List.copyOf(tensors);
    }
}
