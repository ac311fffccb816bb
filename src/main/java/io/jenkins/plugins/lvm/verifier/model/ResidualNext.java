package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds {@code alpha} times the inner network's prediction to the last context vector, made unit length before and after. If the
 * input has a positional component, the last vector is taken without it: a sum of unequal lengths would have no meaning.
 *
 * @param alpha name of the factor, a scalar; null where it is fixed
 * @param fixed the factor in that case
 */
record ResidualNext(Network base, @Nullable String alpha, double fixed) implements Network {
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
        return new ResidualNext(base.withOpenSize(value), alpha, fixed);
    }

    @Override
    public Set<String> idleParameters() {
        return base.idleParameters();
    }

    @Override
    public Network altered(Alteration alteration) {
        return alteration == Alteration.NO_WRAPPER ? base : new ResidualNext(base.altered(alteration), alpha, fixed);
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        final NDArray last = Function.UNIT.apply(contexts.get(new NDIndex(":, -1, :{}", outputDim())));
        final NDArray prediction = base.forward(contexts, weights);
        return Function.UNIT.apply(
                last.add(alpha == null ? prediction.mul(fixed) : prediction.mul(factor(alpha, weights))));
    }

    private static NDArray factor(String name, DeviceWeights weights) {
        return weights.derived(
                "scalar " + name, List.of(name), inputs -> inputs.get(0).reshape(1));
    }
}
