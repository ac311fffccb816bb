package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import java.util.List;

/**
 * What the team's evaluation dashboard (lvm_eval) builds to serve a checkpoint: none of it is what was trained. It loads with
 * {@code strict=False}, so that whatever does not bind stays as it was initialised.
 *
 * <p>These judge no claim. The one for transformers loads strictly at the only sizes that the dashboard has, and is then run beside the
 * definition that judges, as every function that the same weights load into.
 */
final class DashboardModels {
    private static final int HEADS = 8;
    private static final int VECTOR = 768;
    private static final int WIDTH = 512;
    private static final int LAYERS = 4;

    static final List<ForwardDefinition> SERVING = List.of(
            ForwardDefinition.named("dashboard-decoder", DashboardModels::decoder)
                    .looksLike("what the dashboard makes of a transformer", "transformer_decoder\\.layers\\..*"),
            ForwardDefinition.named("dashboard-encoder", DashboardModels::encoder)
                    .looksLike("what the dashboard makes of a recurrent model", "transformer_encoder\\.layers\\..*"),
            ForwardDefinition.named("dashboard-amn", DashboardModels::amn)
                    .looksLike("what the dashboard makes of an AMN", "4\\.weight"));

    private DashboardModels() {}

    /** The decoder at the dashboard's own sizes; a misfit at every other, which the dashboard itself refuses. */
    static Network decoderAsBuilt(ParameterBinder shapes) throws Misfit {
        int layers = shapes.count("transformer_decoder.layers", "self_attn.in_proj_weight");
        if (layers != LAYERS) {
            throw Misfit.of("it has " + LAYERS + " layers");
        }
        shapes.tensor("input_proj.weight", WIDTH, VECTOR);
        shapes.tensor("transformer_decoder.layers.0.linear1.weight", 4 * WIDTH, WIDTH);
        return decoder(shapes);
    }

    private static Network decoder(ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "input_proj");
        requireHeads(width);
        Sequence head = Sequence.of(
                shapes.linear("head.0", width, width),
                Function.RELU,
                shapes.norm("head.2", width),
                shapes.linear("head.3", width, ParameterBinder.ANY));
        return Transformer.bind(shapes, head, false).withOpenSize(HEADS);
    }

    private static Network encoder(ParameterBinder shapes) throws Misfit {
        int width = Encoders.width(shapes, "input_proj");
        requireHeads(width);
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj").attentionWidth(width);
        Encoders.addLayers(stack, shapes, "transformer_encoder.layers", width, Function.RELU, false);
        return stack.head(shapes.linear("output_proj", width, ParameterBinder.ANY))
                .withOpenSize(HEADS);
    }

    private static Network amn(ParameterBinder shapes) throws Misfit {
        Linear first = shapes.linear("0", ParameterBinder.ANY, ParameterBinder.ANY);
        Linear second = shapes.linear("2", first.out(), ParameterBinder.ANY);
        Linear third = shapes.linear("4", second.out(), ParameterBinder.ANY);
        return new LastStepOnly(first.in(), Sequence.of(first, Function.RELU, second, Function.RELU, third));
    }

    private static void requireHeads(int width) throws Misfit {
        if (width % HEADS != 0) {
            throw Misfit.of("its " + HEADS + " heads do not divide the width " + width);
        }
    }

    /** Each step for itself, and only the last one counts. */
    private record LastStepOnly(int inputDim, Sequence layers) implements Network {
        @Override
        public int outputDim() {
            return layers.outputDim();
        }

        @Override
        public NDArray forward(NDArray contexts, DeviceWeights weights) {
            return layers.apply(TimeSteps.lastOnly(contexts).squeeze(1), weights);
        }
    }
}
