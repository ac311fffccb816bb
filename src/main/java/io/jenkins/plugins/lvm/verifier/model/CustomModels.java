package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.EachStep;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The custom models: an adapter (a matrix and a normalisation) for each vector, something over the steps, a projection of unit
 * length. They carry the names of published architectures and are far simpler than those.
 */
final class CustomModels {
    private static final String GRU = "gru";

    private CustomModels() {}

    /** Stacked GRU layers. */
    static Network gru(ParameterBinder shapes) throws Misfit {
        return recurrent(shapes, GRU);
    }

    /** What is called RWKV there: a GRU under another name. */
    static Network rwkv(ParameterBinder shapes) throws Misfit {
        return recurrent(shapes, "rnn");
    }

    private static Network recurrent(ParameterBinder shapes, String name) throws Misfit {
        Recurrent gru = shapes.recurrent(Cell.GRU, name, ParameterBinder.ANY);
        return adapted(shapes, gru.in())
                .add(new Recurrence(gru))
                .head(shapes.linear("proj", gru.width(), gru.in()), Function.UNIT);
    }

    /**
     * Retention without decay, and so attention without a softmax.
     *
     * @see <a href="https://arxiv.org/abs/2307.08621">Y. Sun et al., Retentive Network, 2023, section 2.1</a>
     */
    static Network retNet(ParameterBinder shapes) throws Misfit {
        int count = shapes.count("layers", "qkv.weight");
        int width = Encoders.width(shapes, "proj");
        LayerStack.Builder stack = adapted(shapes, width);
        for (int i = 0; i < count; i++) {
            String name = "layers." + i;
            stack.add(new Retention(
                    shapes.norm(name + ".norm", width),
                    shapes.linear(name + ".qkv", width, 3 * width),
                    shapes.linear(name + ".proj", width, width)));
        }
        return stack.head(shapes.linear("proj", width, width), Function.UNIT);
    }

    /** What is called Hyena there: each step is multiplied by the sum of an operator's matrices. */
    static Network hyena(ParameterBinder shapes) throws Misfit {
        int count = shapes.count("layers", "filters");
        int width = Encoders.width(shapes, "proj");
        LayerStack.Builder stack = adapted(shapes, width);
        for (int i = 0; i < count; i++) {
            String filters = "layers." + i + ".filters";
            shapes.tensor(filters, ParameterBinder.ANY, width, width);
            stack.add(new EachStep(new SummedMatrices(shapes.name(filters))));
        }
        return stack.head(shapes.linear("proj", width, width), Function.UNIT);
    }

    /** Encoder layers without positions. */
    static Network encoder(ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "proj");
        LayerStack.Builder stack = adapted(shapes, width).attentionWidth(width);
        Encoders.addLayers(stack, shapes, "transformer.layers", width, Function.RELU, false);
        return stack.head(shapes.linear("proj", width, width), Function.UNIT);
    }

    /** What is called Performer there: one exact attention, normalised. */
    static Network performer(ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "proj");
        return adapted(shapes, width)
                .attentionWidth(width)
                .add(new SelfAttention(Attention.bind(shapes, "attention", width), shapes.norm("norm", width), 0))
                .head(shapes.linear("proj", width, width), Function.UNIT);
    }

    /** What is called a hybrid of Mamba and attention there: a GRU, then one attention. */
    static Network recurrentAttention(ParameterBinder shapes) throws Misfit {
        Recurrent gru = shapes.recurrent(Cell.GRU, "mamba", ParameterBinder.ANY);
        int width = gru.width();
        return adapted(shapes, gru.in())
                .attentionWidth(width)
                .add(new Recurrence(gru))
                .add(new SelfAttention(Attention.bind(shapes, "attn", width), null, 0))
                .head(shapes.linear("proj", width, gru.in()), Function.UNIT);
    }

    /** What is called Linformer there: all steps side by side through one matrix. */
    static Network flattened(ParameterBinder shapes) throws Misfit {
        Linear projection = shapes.linear("proj", ParameterBinder.ANY, ParameterBinder.ANY);
        int width = projection.out();
        if (projection.in() % width != 0) {
            throw Misfit.of("'" + projection.weight() + "' has " + projection.in()
                    + " columns, which is not a multiple of the " + width + " components of a vector");
        }
        return new FlattenedSteps(
                adapter(shapes, width), projection.in() / width, Sequence.of(projection, Function.UNIT));
    }

    /**
     * What is called S4 there: a linear recurrence.
     *
     * @see <a href="https://arxiv.org/abs/2111.00396">A. Gu et al., Efficiently Modeling Long Sequences with Structured State Spaces,
     *     2021, section 2.3: the recurrent view</a>
     */
    static Network linearRecurrence(ParameterBinder shapes) throws Misfit {
        int[] in = shapes.tensor("B", ParameterBinder.ANY, ParameterBinder.ANY);
        shapes.tensor("A", in[1], in[1]);
        shapes.tensor("C", in[1], in[0]);
        return adapted(shapes, in[0])
                .add(new LinearRecurrence(shapes.name("A"), shapes.name("B"), shapes.name("C")))
                .headless(in[0], Function.UNIT);
    }

    private static LayerStack.Builder adapted(ParameterBinder shapes, int width) throws Misfit {
        return LayerStack.of(width).add(new EachStep(adapter(shapes, width)));
    }

    private static Sequence adapter(ParameterBinder shapes, int width) throws Misfit {
        return Sequence.of(shapes.linear("adapter.linear", width, width), shapes.norm("adapter.norm", width));
    }

    /**
     * Self-attention alone, added to what went in.
     *
     * @param norm normalises the sum; null if nothing does
     * @param heads attention heads; 0 until they are chosen
     */
    private record SelfAttention(Attention attention, @Nullable Norm norm, int heads) implements StepLayer.Residual {
        @Override
        public StepLayer withHeads(int count) {
            return new SelfAttention(attention, norm, count);
        }

        @Override
        public NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights) {
            NDArray sum = wanted.add(attention.apply(wanted, steps, null, heads, weights));
            return norm == null ? sum : norm.apply(sum, weights);
        }
    }

    /** x + projection of (Q Kᵀ / √width) V, of the normalised steps. */
    private record Retention(Layer norm, Linear queriesKeysValues, Linear projection) implements StepLayer.Residual {
        @Override
        public NDArray some(NDArray wanted, NDArray steps, DeviceWeights weights) {
            int width = projection.in();
            NDArray all = queriesKeysValues.apply(norm.apply(steps, weights), weights);
            NDArray queries = Attention.part(wanted == steps ? all : TimeSteps.lastOnly(all), 0, width);
            NDArray scores = queries.div(Math.sqrt(width))
                    .matMul(Attention.part(all, 1, width).swapAxes(1, 2));
            return wanted.add(projection.apply(scores.matMul(Attention.part(all, 2, width)), weights));
        }
    }

    /**
     * Multiplies from the right by the sum of matrices.
     *
     * @param filters name of them, [n, width, width]
     */
    private record SummedMatrices(String filters) implements Layer {
        @Override
        public NDArray apply(NDArray input, DeviceWeights weights) {
            return input.matMul(weights.derived("summed " + filters, List.of(filters), inputs -> inputs.get(0)
                    .sum(new int[] {0})));
        }
    }

    /** All steps side by side, through a layer. */
    private record FlattenedSteps(Sequence adapter, int length, Sequence head) implements Network {
        @Override
        public int inputDim() {
            return head.outputDim();
        }

        @Override
        public int outputDim() {
            return head.outputDim();
        }

        @Override
        public ContextLengths contextLengths() {
            return ContextLengths.exactly(length);
        }

        @Override
        public NDArray forward(NDArray contexts, DeviceWeights weights) {
            NDArray steps = adapter.apply(contexts, weights);
            return head.apply(steps.reshape(contexts.getShape().get(0), -1), weights);
        }
    }

    /** h = h A + x B over the steps, then h C. */
    private record LinearRecurrence(String a, String b, String c) implements StepLayer {
        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            throw new IllegalStateException("only the last state is wanted");
        }

        @Override
        public NDArray last(NDArray steps, DeviceWeights weights) {
            NDArray inputs = times(b, steps, weights);
            // Before the first step the state is 0, and so is what A makes of it.
            NDArray state = TimeSteps.at(inputs, 0);
            for (long step = 1; step < steps.getShape().get(1); step++) {
                state = times(a, state, weights).add(TimeSteps.at(inputs, step));
            }
            return times(c, state, weights);
        }

        /** The rows times a matrix [in, out], by the operator that is fastest here. */
        private static NDArray times(String matrix, NDArray rows, DeviceWeights weights) {
            NDArray transposed = weights.matrix("transposed " + matrix, List.of(matrix), inputs -> inputs.get(0)
                    .transpose()
                    .duplicate());
            NDArray none = weights.derived("no bias of " + matrix, List.of(matrix), inputs -> {
                NDArray values = inputs.get(0);
                return values.getManager().zeros(new Shape(values.getShape().get(1)), values.getDataType());
            });
            return weights.matrices().apply(rows, transposed, none);
        }
    }
}
