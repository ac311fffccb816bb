package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the networks have in common in handling arrays [batch, step, component]. */
final class TimeSteps {

    private TimeSteps() {}

    /** The last step: [batch, component]. */
    static NDArray last(final NDArray steps) {
        return steps.get(new NDIndex(":, -1"));
    }

    /** The last step, kept as a sequence of one: [batch, 1, component]. */
    static NDArray lastOnly(final NDArray steps) {
        return steps.get(new NDIndex(":, -1:"));
    }

    /** One step: [batch, component]. */
    static NDArray at(NDArray steps, long step) {
        return steps.get(new NDIndex(":, {}", step));
    }

    /** Steps [batch, component], one after the other: [batch, step, component]. */
    static NDArray stacked(List<NDArray> steps) {
        return NDArrays.stack(new NDList(steps), 1);
    }

    /** Appends 0 to the oldest vector of a context, the scale to the newest, and evenly spaced values to those between. */
    static NDArray withPosition(final NDArray contexts, final @Nullable Double scale) {
        if (scale == null) {
            return contexts;
        }
        final long batch = contexts.getShape().get(0);
        final long length = contexts.getShape().get(1);
        final NDArray ramp = contexts.getManager()
                .linspace(0f, 1f, Math.toIntExact(length))
                .mul(scale.floatValue())
                .toType(contexts.getDataType(), false)
                .reshape(1, length, 1);
        return contexts.concat(ramp.broadcast(batch, length, 1), 2);
    }

    /**
     * Frees what a computation leaves behind as soon as it is done, so that deep networks need the memory of one layer.
     *
     * @param inputs the arrays that the computation starts from, all of one manager, to which its result is attached
     */
    static NDArray scoped(final Supplier<NDArray> computation, final NDArray... inputs) {
        final NDManager outer = inputs[0].getManager();
        try (NDManager scope = outer.newSubManager()) {
            for (final NDArray input : inputs) {
                if (input.getManager() != scope) {
                    input.tempAttach(scope);
                }
            }
            final NDArray result = computation.get();
            result.attach(outer);
            return result;
        }
    }
}
