package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;

/**
 * Corrects one vector, which another model predicted: norm(x + share * network(x)). So a context is one vector.
 *
 * @param share what the correction is multiplied by
 */
record AlignmentHead(Sequence network, double share) implements Network {

    static Network bind(ParameterBinder shapes) throws Misfit {
        Linear first = shapes.linear("net.0", ParameterBinder.ANY, ParameterBinder.ANY);
        return new AlignmentHead(
                Sequence.of(
                        first,
                        Function.GELU,
                        shapes.norm("net.2", first.out()),
                        shapes.linear("net.3", first.out(), first.in())),
                shapes.setting("alpha", 0.5));
    }

    @Override
    public int inputDim() {
        return network.outputDim();
    }

    @Override
    public int outputDim() {
        return network.outputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.exactly(1);
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        NDArray vector = TimeSteps.last(contexts);
        return Function.UNIT.apply(vector.add(network.apply(vector, weights).mul(share)));
    }
}
