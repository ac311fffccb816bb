package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import java.util.List;

/**
 * The inference side's AMN. At the usual sizes it has the names and shapes of {@link AttentionMixture}, and another function.
 * No trainer makes it.
 *
 * @param first the first layer of the network, which sees the memory and the query three times each
 * @param rest what comes after it
 */
record AdditiveMemory(Linear contextEncoder, Linear queryEncoder, Linear first, Sequence rest) implements Network {
    private static final int REPEATS = 3;

    static Network bind(final ParameterBinder shapes) throws Misfit {
        final Linear context = shapes.linear("context_encoder", ParameterBinder.ANY, ParameterBinder.ANY);
        final Linear query = shapes.linear("query_encoder", context.in(), context.out());
        final int width = context.out();
        final Linear first = shapes.linear("residual_net.0", 2 * REPEATS * width, ParameterBinder.ANY);
        return new AdditiveMemory(
                context,
                query,
                first,
                Sequence.of(
                        Function.RELU,
                        shapes.norm("residual_net.2", first.out()),
                        shapes.linear("residual_net.3", first.out(), width),
                        Function.RELU,
                        shapes.norm("residual_net.5", width),
                        shapes.linear("residual_net.6", width, ParameterBinder.ANY),
                        Function.UNIT));
    }

    @Override
    public int inputDim() {
        return contextEncoder.in();
    }

    @Override
    public int outputDim() {
        return rest.outputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.atLeast(2);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new AdditiveMemory(contextEncoder, queryEncoder, first, alteration.inHead(rest));
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        // The mean of encoded vectors is the encoded mean.
        final NDArray memory =
                contextEncoder.apply(contexts.get(new NDIndex(":, :-1")).mean(new int[] {1}), weights);
        final NDArray query = queryEncoder.apply(TimeSteps.last(contexts), weights);
        final NDArray both = memory.concat(query, 1);
        // What is repeated needs to be multiplied once, by the sum of its columns.
        final NDArray summed =
                weights.matrix("summed " + first.weight(), List.of(first.weight()), inputs -> inputs.get(0)
                        .reshape(first.out(), REPEATS, 2L * contextEncoder.out())
                        .sum(new int[] {1}));
        return rest.apply(weights.matrices().apply(both, summed, first.biases(weights)), weights);
    }
}
