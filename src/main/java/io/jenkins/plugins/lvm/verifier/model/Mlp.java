package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;

/** The flattened context through one hidden layer. */
record Mlp(int length, int outputDim, Sequence network) implements Network {

    static Network bind(final ParameterBinder shapes) throws Misfit {
        final int flat = shapes.tensor("network.0.weight", ParameterBinder.ANY, ParameterBinder.ANY)[1];
        final Sequence network = OutputHeads.relu(shapes, "network", flat);
        final int dim = network.outputDim();
        if (flat % dim != 0) {
            throw Misfit.of("'" + shapes.name("network.0.weight") + "' has " + flat
                    + " columns, which is not a multiple of the " + dim + " components of a vector");
        }
        return new Mlp(flat / dim, dim, network);
    }

    @Override
    public int inputDim() {
        return outputDim;
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.exactly(length);
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        return network.apply(contexts.reshape(contexts.getShape().get(0), -1), weights);
    }
}
