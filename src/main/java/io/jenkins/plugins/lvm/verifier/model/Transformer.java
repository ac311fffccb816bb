package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trainers' transformer: projection, table of positions, decoder layers (normalised after each part, ReLU) whose memory is the
 * position-encoded input, with a causal mask on both attentions, last step, head. Only what the last step needs is computed of the
 * topmost layer. Encoder layers are in {@link Encoders}.
 *
 * @param positions name of the table, [1, longest, width]
 * @param longest rows of it
 * @param heads attention heads; 0 until they are chosen
 * @param form the trainers', unless altered or a service's
 * @see <a href="https://arxiv.org/abs/1706.03762">A. Vaswani et al., Attention Is All You Need, 2017; its sinusoidal table of positions
 *     (section 3.5) travels in the state dict</a>
 */
record Transformer(Linear input, String positions, int longest, List<Part> parts, Sequence head, int heads, Form form)
        implements Network {

    /**
     * What weights do not show of the function.
     *
     * @param normFirst whether each part of a layer normalises its input, in place of the sum
     * @param causal whether a step sees no later ones in its own layer
     * @param memoryMask whether it sees no later ones in the memory
     * @param pooledByMean whether the head sees the mean of the steps, in place of the last one
     */
    record Form(boolean normFirst, boolean causal, boolean memoryMask, boolean pooledByMean) {
        private static final Form TRAINERS = new Form(false, true, true, false);
        private static final Form UNMASKED = new Form(false, false, false, false);

        Form altered(Alteration alteration) {
            return switch (alteration) {
                case NORM_FIRST -> new Form(true, causal, memoryMask, pooledByMean);
                case NO_CAUSAL_MASK -> new Form(normFirst, false, memoryMask, pooledByMean);
                case NO_MEMORY_MASK -> new Form(normFirst, causal, false, pooledByMean);
                case MEAN_POOLING -> new Form(normFirst, causal, memoryMask, true);
                default -> this;
            };
        }
    }

    /**
     * One transformer layer.
     *
     * @param self attention to the layer's own input, and its normalisation
     * @param cross attention to what went into the first layer
     */
    record Part(Attention self, Norm selfNorm, Attention cross, Norm crossNorm, Sequence feedForward, Norm outNorm) {
        Part altered(Alteration alteration) {
            return new Part(self, selfNorm, cross, crossNorm, alteration.inLayers(feedForward), outNorm);
        }
    }

    Transformer {
        parts = List.copyOf(parts);
    }

    static Network bind(final ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "input_proj");
        return bind(shapes, OutputHeads.gelu(shapes, "head", width), true);
    }

    /** With a head of its own, and perhaps without the masks. */
    static Transformer bind(ParameterBinder shapes, Sequence head, boolean causal) throws Misfit {
        final String layers = "transformer_decoder.layers";
        final int count = shapes.count(layers, "self_attn.in_proj_weight");
        final Linear input = shapes.linear("input_proj", ParameterBinder.ANY, ParameterBinder.ANY);
        final int width = input.out();
        final List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final String name = layers + "." + i;
            parts.add(new Part(
                    Attention.bind(shapes, name + ".self_attn", width),
                    shapes.norm(name + ".norm1", width),
                    Attention.bind(shapes, name + ".multihead_attn", width),
                    shapes.norm(name + ".norm2", width),
                    feedForward(shapes, name, width),
                    shapes.norm(name + ".norm3", width)));
        }
        final int longest = shapes.tensor("pos_encoder.pe", 1, ParameterBinder.ANY, width)[1];
        return new Transformer(
                input, shapes.name("pos_encoder.pe"), longest, parts, head, 0, causal ? Form.TRAINERS : Form.UNMASKED);
    }

    private static Sequence feedForward(final ParameterBinder shapes, final String name, final int width)
            throws Misfit {
        final Linear first = shapes.linear(name + ".linear1", width, ParameterBinder.ANY);
        return Sequence.of(first, Function.RELU, shapes.linear(name + ".linear2", first.out(), width));
    }

    @Override
    public int inputDim() {
        return input.in();
    }

    @Override
    public int outputDim() {
        return head.outputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.atMost(longest);
    }

    @Override
    public int attentionWidth() {
        return input.out();
    }

    @Override
    public Network withOpenSize(final int count) {
        return new Transformer(input, positions, longest, parts, head, count, form);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new Transformer(
                input,
                positions,
                longest,
                parts.stream().map(part -> part.altered(alteration)).toList(),
                alteration.inHead(head),
                heads,
                form.altered(alteration));
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        final long length = contexts.getShape().get(1);
        final NDArray table =
                weights.derived(positions + "[:" + length + "]", List.of(positions), inputs -> inputs.get(0)
                        .get(new NDIndex(":, :{}", length)));
        final NDArray memory = input.apply(contexts, weights).add(table);
        NDArray mask = Attention.causalMask(memory.getManager(), length);
        int below = form.pooledByMean() ? parts.size() : parts.size() - 1;
        NDArray steps = memory;
        for (Part part : parts.subList(0, below)) {
            NDArray in = steps;
            steps = TimeSteps.scoped(() -> layer(part, in, in, memory, mask, weights), in, memory);
        }
        if (form.pooledByMean()) {
            return head.apply(steps.mean(new int[] {1}), weights);
        }
        // The last step sees all others, so it needs no mask.
        NDArray top = layer(parts.get(below), TimeSteps.lastOnly(steps), steps, memory, null, weights);
        return head.apply(top.squeeze(1), weights);
    }

    /**
     * A layer's output for some steps of its input.
     *
     * @param steps [batch, n, width]
     * @param all the layer's whole input, [batch, length, width]
     * @param mask [n, length]
     */
    private NDArray layer(
            Part part, NDArray steps, NDArray all, NDArray memory, @Nullable NDArray mask, DeviceWeights weights) {
        NDArray selfMask = form.causal() ? mask : null;
        NDArray memoryMask = form.memoryMask() ? mask : null;
        if (!form.normFirst()) {
            NDArray out =
                    part.selfNorm.apply(steps.add(part.self.apply(steps, all, selfMask, heads, weights)), weights);
            out = part.crossNorm.apply(out.add(part.cross.apply(out, memory, memoryMask, heads, weights)), weights);
            return part.outNorm.apply(out.add(part.feedForward.apply(out, weights)), weights);
        }
        NDArray seen = part.selfNorm.apply(all, weights);
        NDArray queries = steps == all ? seen : TimeSteps.lastOnly(seen);
        NDArray out = steps.add(part.self.apply(queries, seen, selfMask, heads, weights));
        out = out.add(part.cross.apply(part.crossNorm.apply(out, weights), memory, memoryMask, heads, weights));
        return out.add(part.feedForward.apply(part.outNorm.apply(out, weights), weights));
    }
}
