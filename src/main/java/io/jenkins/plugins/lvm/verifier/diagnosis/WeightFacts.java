package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;
import java.util.Set;

/**
 * What the values of all tensors are like.
 *
 * @param tensors of floating point numbers, in the state dict's order
 * @param idle names of those that the forward pass does not read, or that never get a gradient: nothing follows from their values
 */
public record WeightFacts(List<TensorFacts> tensors, Set<String> idle) {
    public WeightFacts {
        tensors = List.copyOf(tensors);
        idle = Set.copyOf(idle);
    }

    /** Those whose values matter. */
    List<TensorFacts> used() {
        return tensors.stream().filter(tensor -> !idle.contains(tensor.name())).toList();
    }
}
