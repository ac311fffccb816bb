package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.util.List;

/** What stands in the metadata in place of a tensor. */
public record TensorSummary(Dtype dtype, List<Long> shape) {

    public TensorSummary {
        shape = List.copyOf(shape);
    }

    /** For example {@code float32[768, 256]}. */
    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
