package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import java.util.List;

/**
 * Corrects one vector, which another model predicted: norm(x + share * network(x)). So a context is one vector.
 *
 * @param hidden the network but for its last matrix
 * @param correction the last matrix
 * @param share what the correction is multiplied by
 */
record AlignmentHead(Sequence hidden, Linear correction, double share) implements Network {

    static Network bind(ParameterBinder shapes) throws Misfit {
        Linear first = shapes.linear("net.0", ParameterBinder.ANY, ParameterBinder.ANY);
        return new AlignmentHead(
                Sequence.of(first, Function.GELU, shapes.norm("net.2", first.out())),
                shapes.linear("net.3", first.out(), first.in()),
                shapes.setting("alpha", 0.5));
    }

    @Override
    public int inputDim() {
        return correction.out();
    }

    @Override
    public int outputDim() {
        return correction.out();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.exactly(1);
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        NDArray vector = contexts.squeeze(1);
        String bias = correction.bias();
        NDArray corrected = weights.matrices()
                .apply(
                        hidden.apply(vector, weights),
                        weights.matrix(shared(correction.weight()), List.of(correction.weight()), this::shared),
                        bias == null
                                ? correction.biases(weights)
                                : weights.derived(shared(bias), List.of(bias), this::shared));
        return Function.UNIT.apply(vector.add(corrected));
    }

    /** Times the share: once, instead of for each batch. */
    private NDArray shared(List<NDArray> tensor) {
        return tensor.get(0).mul(share);
    }

    private String shared(String tensor) {
        return share + " times " + tensor;
    }
}
