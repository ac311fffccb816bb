package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import java.util.List;

/**
 * The trainers' AMN: the mean of the context, corrected by a network that sees it beside an attention-weighted mean.
 *
 * @param corrects whether the network's result is added to the mean; else it is the prediction
 */
record AttentionMixture(Linear contextEncoder, Linear queryEncoder, Sequence residual, boolean corrects)
        implements Network {

    static Network bind(final ParameterBinder shapes) throws Misfit {
        final Linear context = shapes.linear("context_encoder", ParameterBinder.ANY, ParameterBinder.ANY);
        final Linear query = shapes.linear("query_encoder", context.in(), context.out());
        final Linear first = shapes.linear("residual_net.0", 2 * context.in(), ParameterBinder.ANY);
        final Linear second = shapes.linear("residual_net.3", first.out(), first.out() / 2);
        final Linear third = shapes.linear("residual_net.6", second.out(), ParameterBinder.ANY);
        if (third.out() != context.in()) {
            throw Misfit.of("it adds its prediction of " + third.out() + " components to the mean of contexts of "
                    + context.in() + ", so it can have no positional input");
        }
        return new AttentionMixture(
                context,
                query,
                Sequence.of(
                        first,
                        Function.GELU,
                        shapes.norm("residual_net.2", first.out()),
                        second,
                        Function.GELU,
                        shapes.norm("residual_net.5", second.out()),
                        third),
                true);
    }

    @Override
    public int inputDim() {
        return contextEncoder.in();
    }

    @Override
    public int outputDim() {
        return contextEncoder.in();
    }

    @Override
    public Network altered(Alteration alteration) {
        return new AttentionMixture(
                contextEncoder,
                queryEncoder,
                alteration.inHead(residual),
                corrects && alteration != Alteration.NO_RESIDUAL);
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        final NDArray base = contexts.mean(new int[] {1});
        // query · (W x + b) = (Wᵀ query) · x + query · b. The last term is the same for every step, so the softmax
        // drops it,
        // and encoding the query back costs a fifth of encoding five steps.
        final NDArray keyMatrix = weights.derived(
                "scaled " + contextEncoder.weight(), List.of(contextEncoder.weight()), inputs -> inputs.get(0)
                        .div(Math.sqrt(contextEncoder.out())));
        final NDArray query = queryEncoder.apply(base, weights).matMul(keyMatrix);
        final NDArray shares = contexts.matMul(query.expandDims(2)).softmax(1).swapAxes(1, 2);
        final NDArray mixed = shares.matMul(contexts).squeeze(1);
        final NDArray correction = residual.apply(base.concat(mixed, 1), weights);
        return Function.UNIT.apply(corrects ? base.add(correction) : correction);
    }
}
