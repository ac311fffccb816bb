package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Mamba models: projection, selective state spaces (beside attention to near steps, or gated by a recurrence), last step,
 * projection of unit length, perhaps blended with an aligned one.
 */
final class Mamba {
    private static final String LAYERS = "layers";

    private Mamba() {}

    /** State spaces alone. */
    static Network plain(ParameterBinder shapes) throws Misfit {
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        int width = Encoders.width(shapes, "input_proj");
        addSelective(stack, shapes, LAYERS, width);
        return head(shapes, stack, width);
    }

    /** Every few state spaces an attention to near steps. */
    static Network hybrid(ParameterBinder shapes) throws Misfit {
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        int width = Encoders.width(shapes, "input_proj");
        int attentions = 0;
        int count = 0;
        for (; shapes.has(LAYERS + "." + count + ".norm.weight"); count++) {
            String name = LAYERS + "." + count;
            if (shapes.has(name + ".qkv.weight")) {
                stack.add(LocalAttention.bind(shapes, name, width));
                attentions++;
            } else {
                stack.add(SelectiveStateSpace.bind(shapes, name, width));
            }
        }
        if (attentions == 0 || attentions == count) {
            throw Misfit.missing(LAYERS + ".*.qkv.weight beside " + LAYERS + ".*.A_log");
        }
        return head(shapes, stack.attentionWidth(width), width);
    }

    /** Attention to near steps before and after the state spaces. */
    static Network sandwich(ParameterBinder shapes) throws Misfit {
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        int width = Encoders.width(shapes, "input_proj");
        addAttention(stack, shapes, "front_layers", width);
        addSelective(stack, shapes, "trunk_layers", width);
        addAttention(stack, shapes, "back_layers", width);
        return head(shapes, stack.attentionWidth(width), width);
    }

    /** Each state space is followed by a gated recurrence, whose last state begins the next one. */
    static Network gated(ParameterBinder shapes) throws Misfit {
        int count = shapes.count("gru_gates", "reset_gate.weight");
        Linear input = shapes.linear("input_proj", ParameterBinder.ANY, ParameterBinder.ANY);
        List<GatedStateSpaces.Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(new GatedStateSpaces.Block(
                    SelectiveStateSpace.bind(shapes, "mamba_layers." + i, input.out()),
                    GatedStateSpaces.Gate.bind(shapes, "gru_gates." + i, input.out())));
        }
        return new GatedStateSpaces(input, blocks, head(shapes, input.out()));
    }

    private static void addSelective(LayerStack.Builder stack, ParameterBinder shapes, String name, int width)
            throws Misfit {
        int count = shapes.count(name, "A_log");
        for (int i = 0; i < count; i++) {
            stack.add(SelectiveStateSpace.bind(shapes, name + "." + i, width));
        }
    }

    private static void addAttention(LayerStack.Builder stack, ParameterBinder shapes, String name, int width)
            throws Misfit {
        int count = shapes.count(name, "qkv.weight");
        for (int i = 0; i < count; i++) {
            stack.add(LocalAttention.bind(shapes, name + "." + i, width));
        }
    }

    private static Network head(ParameterBinder shapes, LayerStack.Builder stack, int width) throws Misfit {
        return stack.head(head(shapes, width).toArray(new Layer[0]));
    }

    private static List<Layer> head(ParameterBinder shapes, int width) throws Misfit {
        List<Layer> head = new ArrayList<>();
        Linear output = shapes.matrix("output_head", width, ParameterBinder.ANY);
        head.add(output);
        if (shapes.has("alignment_head.weight")) {
            head.add(new Blend(
                    shapes.matrix("alignment_head", output.out(), output.out()),
                    shapes.setting("alignment_alpha", 0.25)));
        }
        head.add(Function.UNIT);
        return head;
    }

    /** (1 - share) x + share * aligned(x). */
    private record Blend(Linear aligned, double share) implements Layer {
        @Override
        public NDArray apply(NDArray input, DeviceWeights weights) {
            return input.mul(1 - share).add(aligned.apply(input, weights).mul(share));
        }
    }

    /**
     * Root mean square normalisation over the last axis.
     *
     * @param epsilon added to the mean square
     * @see <a href="https://arxiv.org/abs/1910.07467">B. Zhang and R. Sennrich, Root Mean Square Layer Normalization, 2019</a>
     */
    record RmsNorm(String weight, float epsilon) implements Layer {
        private static final float TRAINERS = 1e-6f;

        static RmsNorm bind(ParameterBinder shapes, String name, int width) throws Misfit {
            shapes.tensor(name + ".weight", width);
            return new RmsNorm(shapes.name(name + ".weight"), TRAINERS);
        }

        @Override
        public NDArray apply(NDArray input, DeviceWeights weights) {
            NDArray meanSquare = input.square().mean(new int[] {-1}, true);
            return input.div(meanSquare.add(epsilon).sqrt()).mul(weights.get(weight));
        }
    }

    /**
     * Attention, without biases, to the steps at most half a window away; added to what went in.
     *
     * @param reach how many steps away
     * @see <a href="https://arxiv.org/abs/2004.05150">I. Beltagy et al., Longformer, 2020, section 3.1: the sliding window</a>
     */
    private record LocalAttention(RmsNorm norm, Linear queriesKeysValues, Linear out, int reach, int heads)
            implements StepLayer {

        static LocalAttention bind(ParameterBinder shapes, String name, int width) throws Misfit {
            return new LocalAttention(
                    RmsNorm.bind(shapes, name + ".norm", width),
                    shapes.matrix(name + ".qkv", width, 3 * width),
                    shapes.matrix(name + ".out_proj", width, width),
                    (int) shapes.setting("local_attn_win", 8) / 2,
                    0);
        }

        @Override
        public StepLayer withHeads(int count) {
            return new LocalAttention(norm, queriesKeysValues, out, reach, count);
        }

        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            int width = out.in();
            NDArray all = queriesKeysValues.apply(norm.apply(steps, weights), weights);
            NDArray mixed = Attention.mix(
                    Attention.part(all, 0, width),
                    Attention.part(all, 1, width),
                    Attention.part(all, 2, width),
                    window(steps),
                    heads,
                    weights.dropout());
            return steps.add(out.apply(mixed, weights));
        }

        /** Minus infinity where a step is out of reach; null where none is. */
        private @Nullable NDArray window(NDArray steps) {
            int length = Math.toIntExact(steps.getShape().get(1));
            if (length - 1 <= reach) {
                return null;
            }
            float[] mask = new float[length * length];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = Math.abs(i / length - i % length) > reach ? Float.NEGATIVE_INFINITY : 0;
            }
            return steps.getManager().create(mask, new Shape(length, length));
        }
    }

    /** State spaces, each with a gate behind it. */
    private record GatedStateSpaces(Linear input, List<Block> blocks, List<Layer> head) implements Network {
        record Block(SelectiveStateSpace stateSpace, Gate gate) {}

        /**
         * A gated recurrence in which the update gate weighs what is new, not what is kept.
         *
         * @param reset with {@code update} and {@code candidate} over an input beside the state
         */
        record Gate(Linear reset, Linear update, Linear candidate, Linear out) {
            static Gate bind(ParameterBinder shapes, String name, int width) throws Misfit {
                Linear reset = shapes.linear(name + ".reset_gate", ParameterBinder.ANY, ParameterBinder.ANY);
                int hidden = reset.out();
                if (reset.in() != width + hidden) {
                    throw Misfit.of("'" + reset.weight() + "' has " + reset.in() + " columns where " + (width + hidden)
                            + " are needed");
                }
                return new Gate(
                        reset,
                        shapes.linear(name + ".update_gate", width + hidden, hidden),
                        shapes.linear(name + ".new_gate", width + hidden, hidden),
                        shapes.linear(name + ".out_proj", hidden, width));
            }

            /** The next state, [batch, hidden]. */
            NDArray next(NDArray step, NDArray state, DeviceWeights weights) {
                NDArray both = step.concat(state, 1);
                NDArray resets = Activation.sigmoid(reset.apply(both, weights));
                NDArray updates = Activation.sigmoid(update.apply(both, weights));
                NDArray proposed = candidate
                        .apply(step.concat(resets.mul(state), 1), weights)
                        .tanh();
                return state.add(proposed.sub(state).mul(updates));
            }
        }

        GatedStateSpaces {
            blocks = List.copyOf(blocks);
            head = List.copyOf(head);
        }

        @Override
        public int inputDim() {
            return input.in();
        }

        @Override
        public int outputDim() {
            return ((Linear) head.get(0)).out();
        }

        @Override
        public NDArray forward(NDArray contexts, DeviceWeights weights) {
            NDArray steps = input.apply(contexts, weights);
            long length = steps.getShape().get(1);
            NDArray state = null;
            for (Block block : blocks) {
                NDArray in = steps;
                NDArray mixed = TimeSteps.scoped(() -> block.stateSpace().all(in, weights), in);
                if (state == null) {
                    Shape shape = new Shape(
                            steps.getShape().get(0), block.gate().out().in());
                    state = steps.getManager().zeros(shape, steps.getDataType());
                }
                List<NDArray> states = new ArrayList<>();
                for (long step = 0; step < length; step++) {
                    NDArray at = TimeSteps.at(mixed, step);
                    NDArray before = state;
                    state = TimeSteps.scoped(() -> block.gate().next(at, before, weights), at, before);
                    states.add(state);
                }
                steps = block.gate().out().apply(TimeSteps.stacked(states), weights);
            }
            return new Layer.Sequence(head).apply(TimeSteps.last(steps), weights);
        }
    }
}
