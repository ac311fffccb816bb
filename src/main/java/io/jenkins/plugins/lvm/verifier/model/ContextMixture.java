package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;
import org.jspecify.annotations.Nullable;

/**
 * The P8 models: a prediction is a weighted mean of the context's vectors, with weights that a network makes of the context; some add
 * a small free part to it.
 *
 * @param body makes [batch, width] of a context
 * @param weighing makes a number for each vector of the context of that
 * @param residual makes the free part
 * @param residualShare what the free part is multiplied by
 * @param unitContexts whether vectors are made unit length before they are mixed
 */
record ContextMixture(
        Network body, Sequence weighing, @Nullable Sequence residual, double residualShare, boolean unitContexts)
        implements Network {

    static Network transformer(ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj")
                .positions(shapes, "pos_encoder", width)
                .attentionWidth(width);
        Encoders.addLayers(stack, shapes, "transformer.layers", width, Function.GELU, true);
        return bind(shapes, stack.headless(width), Function.GELU);
    }

    static Network lstm(ParameterBinder shapes) throws Misfit {
        Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return bind(shapes, LayerStack.of(lstm.in()).add(new Recurrence(lstm)).headless(lstm.width()), Function.RELU);
    }

    /** The pilot's model: the flattened context through two layers. */
    static Network flattened(ParameterBinder shapes) throws Misfit {
        Linear first = shapes.linear("enc.0", ParameterBinder.ANY, ParameterBinder.ANY);
        Linear second = shapes.linear("enc.2", first.out(), ParameterBinder.ANY);
        Linear attention = shapes.linear("attn", second.out(), ParameterBinder.ANY);
        int length = attention.out();
        if (first.in() % length != 0) {
            throw Misfit.of("'" + first.weight() + "' has " + first.in() + " columns, which is not a multiple of "
                    + length + " vectors");
        }
        Network body = new Mlp(length, first.in() / length, Sequence.of(first, Function.RELU, second, Function.RELU));
        return new ContextMixture(body, Sequence.of(attention), null, 0, true);
    }

    private static Network bind(ParameterBinder shapes, LayerStack body, Function activation) throws Misfit {
        Sequence weighing = twoLayers(shapes, "context_attention", body.outputDim(), ParameterBinder.ANY, activation);
        boolean free = shapes.has("residual_head.0.weight");
        Sequence residual =
                free ? twoLayers(shapes, "residual_head", body.outputDim(), body.inputDim(), activation) : null;
        double share = free ? shapes.setting("residual_eps", 0.1) : 0;
        if (!body.contextLengths().allow(weighing.outputDim())) {
            throw Misfit.of("it weighs " + weighing.outputDim() + " vectors and has positions for contexts of "
                    + body.contextLengths());
        }
        return new ContextMixture(body, weighing, residual, share, false);
    }

    private static Sequence twoLayers(ParameterBinder shapes, String name, int in, int out, Function activation)
            throws Misfit {
        Linear first = shapes.linear(name + ".0", in, ParameterBinder.ANY);
        return Sequence.of(first, activation, shapes.linear(name + ".3", first.out(), out));
    }

    @Override
    public int inputDim() {
        return body.inputDim();
    }

    @Override
    public int outputDim() {
        return body.inputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.exactly(weighing.outputDim());
    }

    @Override
    public int attentionWidth() {
        return body.attentionWidth();
    }

    @Override
    public Network withOpenSize(int heads) {
        return new ContextMixture(body.withOpenSize(heads), weighing, residual, residualShare, unitContexts);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new ContextMixture(
                body.altered(alteration),
                alteration.inHead(weighing),
                residual == null ? null : alteration.inHead(residual),
                residualShare,
                unitContexts);
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        NDArray seen = body.forward(contexts, weights);
        NDArray shares = weighing.apply(seen, weights).softmax(1).expandDims(1);
        NDArray mixed = shares.matMul(unitContexts ? Function.UNIT.apply(contexts) : contexts)
                .squeeze(1);
        return Function.UNIT.apply(
                residual == null
                        ? mixed
                        : mixed.add(residual.apply(seen, weights).mul(residualShare)));
    }
}
