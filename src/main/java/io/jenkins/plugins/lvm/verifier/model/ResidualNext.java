package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import java.util.List;
import java.util.Set;

/**
 * Adds {@code alpha} times the inner network's prediction to the last context vector, made unit length before and after. If the
 * input has a positional component, the last vector is taken without it: a sum of unequal lengths would have no meaning.
 *
 * @param alpha name of the factor, a scalar
 */
record ResidualNext(Network base, String alpha) implements Network {
    /** Prefix of the inner network's tensors. */
    static final String BASE = "base.";

    static final String ALPHA = "alpha";

    @Override
    public int inputDim() {
        return base.inputDim();
    }

    @Override
    public int outputDim() {
        return base.outputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return base.contextLengths();
    }

    @Override
    public int attentionWidth() {
        return base.attentionWidth();
    }

    @Override
    public Network withOpenSize(final int value) {
        return new ResidualNext(base.withOpenSize(value), alpha);
    }

    @Override
    public Set<String> idleParameters() {
        return base.idleParameters();
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        final NDArray last = Function.UNIT.apply(contexts.get(new NDIndex(":, -1, :{}", outputDim())));
        final NDArray factor = weights.derived(
                "scalar " + alpha, List.of(alpha), inputs -> inputs.get(0).reshape(1));
        return Function.UNIT.apply(last.add(base.forward(contexts, weights).mul(factor)));
    }
}
