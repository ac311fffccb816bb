package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The P7 rankers: a prediction of unit length is drawn towards the context, by a share that was learned within limits or is fixed.
 *
 * @param attention weighs the vectors of the context by what the layers make of them; null where they weigh the same
 * @param share how much of the prediction stays
 */
record AnchoredNetwork(LayerStack body, Sequence head, @Nullable Linear attention, Share share) implements Network {

    /**
     * Share of the prediction in the blend.
     *
     * @param tensor name of the share, a scalar; or of what the logistic function makes it of
     * @param learned whether it is min + (max - min) times the logistic function of the tensor
     */
    record Share(String tensor, boolean learned, double min, double max) {
        private static final String LOGIT = "anchor_lambda_logit";
        private static final String FIXED = "anchor_lambda";

        static Share bind(ParameterBinder shapes) throws Misfit {
            boolean learned = shapes.has(LOGIT);
            String name = learned ? LOGIT : FIXED;
            shapes.tensor(name);
            // No trainer changes the limits.
            return new Share(
                    shapes.name(name),
                    learned,
                    shapes.recorded("anchor_lambda_min", 0.6),
                    shapes.recorded("anchor_lambda_max", 0.9));
        }

        /** The share, [1]. */
        NDArray value(DeviceWeights weights) {
            return weights.derived("share " + tensor, List.of(tensor), inputs -> {
                NDArray scalar = inputs.get(0).reshape(1);
                return learned ? Activation.sigmoid(scalar).mul(max - min).add(min) : scalar.duplicate();
            });
        }
    }

    static Network transformer(ParameterBinder shapes) throws Misfit {
        Share share = Share.bind(shapes);
        int width = Encoders.width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj")
                .positions(shapes, "pos_encoder", width)
                .attentionWidth(width);
        Encoders.addLayers(stack, shapes, "transformer.layers", width, Function.RELU, false);
        Linear attention = shapes.has("context_attention.weight") ? shapes.linear("context_attention", width, 1) : null;
        return bind(shapes, stack.headless(width), attention, share);
    }

    static Network lstm(ParameterBinder shapes) throws Misfit {
        Share share = Share.bind(shapes);
        Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return bind(shapes, LayerStack.of(lstm.in()).add(new Recurrence(lstm)).headless(lstm.width()), null, share);
    }

    private static Network bind(ParameterBinder shapes, LayerStack body, @Nullable Linear attention, Share share)
            throws Misfit {
        int width = body.outputDim();
        Sequence head = Sequence.of(
                shapes.linear("head.0", width, width),
                Function.RELU,
                shapes.norm("head.2", width),
                shapes.linear("head.3", width, body.inputDim()),
                Function.UNIT);
        return new AnchoredNetwork(body, head, attention, share);
    }

    @Override
    public int inputDim() {
        return body.inputDim();
    }

    @Override
    public int outputDim() {
        return head.outputDim();
    }

    @Override
    public ContextLengths contextLengths() {
        return body.contextLengths();
    }

    @Override
    public int attentionWidth() {
        return body.attentionWidth();
    }

    @Override
    public Network withOpenSize(int heads) {
        return new AnchoredNetwork((LayerStack) body.withOpenSize(heads), head, attention, share);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new AnchoredNetwork((LayerStack) body.altered(alteration), alteration.inHead(head), attention, share);
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        NDArray last;
        NDArray centre;
        if (attention == null) {
            last = body.forward(contexts, weights);
            centre = contexts.mean(new int[] {1});
        } else {
            NDArray steps = body.all(contexts, weights);
            last = TimeSteps.last(steps);
            NDArray shares = attention.apply(steps, weights).softmax(1).swapAxes(1, 2);
            centre = shares.matMul(contexts).squeeze(1);
        }
        NDArray predicted = head.apply(last, weights);
        NDArray anchor = Function.UNIT.apply(centre);
        NDArray kept = predicted.sub(anchor).mul(share.value(weights));
        return Function.UNIT.apply(anchor.add(kept));
    }
}
