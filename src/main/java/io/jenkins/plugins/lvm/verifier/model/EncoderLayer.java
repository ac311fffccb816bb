package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A transformer's encoder layer: self-attention and feed-forward network, each added to what went in.
 *
 * @param normFirst whether each part normalises its input, in place of the sum
 * @param mask added to the attention's scores
 * @param heads attention heads; 0 until they are chosen
 * @see <a href="https://arxiv.org/abs/1706.03762">A. Vaswani et al., Attention Is All You Need, 2017, section 3.1</a>
 * @see <a href="https://arxiv.org/abs/2002.04745">R. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020</a>
 */
record EncoderLayer(
        Attention attention,
        Layer norm1,
        Sequence feedForward,
        Layer norm2,
        boolean normFirst,
        @Nullable Mask mask,
        int heads)
        implements StepLayer.Residual {

    /** What an attention adds to its scores. */
    @FunctionalInterface
    interface Mask {
        /**
         * Makes the mask.
         *
         * @param steps to whose manager it is attached
         * @return [length, length]
         */
        NDArray of(NDArray steps, DeviceWeights weights);

        /** No step sees its future. */
        Mask CAUSAL = (steps, weights) ->
                Attention.causalMask(steps.getManager(), steps.getShape().get(1));
    }

    /** Under the names of torch's own class. */
    static EncoderLayer bind(ParameterBinder shapes, String name, int width, Function activation, boolean normFirst)
            throws Misfit {
        return bind(shapes, name, width, new String[] {".linear1", ".linear2"}, activation)
                .as(normFirst, null);
    }

    /** Normalised after each part. */
    static EncoderLayer bind(ParameterBinder shapes, String name, int width, String[] feedForward, Function activation)
            throws Misfit {
        Linear first = shapes.linear(name + feedForward[0], width, ParameterBinder.ANY);
        return new EncoderLayer(
                Attention.bind(shapes, name + ".self_attn", width),
                shapes.norm(name + ".norm1", width),
                Sequence.of(first, activation, shapes.linear(name + feedForward[1], first.out(), width)),
                shapes.norm(name + ".norm2", width),
                false,
                null,
                0);
    }

    EncoderLayer as(boolean normalisedFirst, @Nullable Mask added) {
        return new EncoderLayer(attention, norm1, feedForward, norm2, normalisedFirst, added, heads);
    }

    @Override
    public StepLayer withHeads(int count) {
        return new EncoderLayer(attention, norm1, feedForward, norm2, normFirst, mask, count);
    }

    @Override
    public StepLayer altered(Alteration alteration) {
        return new EncoderLayer(
                attention,
                norm1,
                alteration.inLayers(feedForward),
                norm2,
                switch (alteration) {
                    case NORM_FIRST -> true;
                    case NORM_LAST -> false;
                    default -> normFirst;
                },
                alteration == Alteration.CAUSAL_MASK ? Mask.CAUSAL : mask,
                heads);
    }

    @Override
    public NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights) {
        NDArray added = mask == null ? null : mask.of(steps, weights);
        if (added != null && wanted != steps) {
            added = added.get(new NDIndex("-1:"));
        }
        if (!normFirst) {
            NDArray attended = norm1.apply(wanted.add(attention.apply(wanted, steps, added, heads, weights)), weights);
            return norm2.apply(attended.add(feedForward.apply(attended, weights)), weights);
        }
        NDArray memory = norm1.apply(steps, weights);
        NDArray queries = wanted == steps ? memory : TimeSteps.lastOnly(memory);
        NDArray attended = wanted.add(attention.apply(queries, memory, added, heads, weights));
        return attended.add(feedForward.apply(norm2.apply(attended, weights), weights));
    }
}
