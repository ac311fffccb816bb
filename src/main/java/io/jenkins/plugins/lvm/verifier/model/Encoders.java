package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;

/** Networks of encoder layers that see all steps of a context at once. */
final class Encoders {
    private static final String LAYERS = "transformer.layers";

    private Encoders() {}

    /** The cosine-loss trainer's transformer: encoder layers without a mask, last step, a head with ReLU. */
    static Network simple(ParameterBinder shapes) throws Misfit {
        int width = width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj")
                .positions(shapes, "pos_encoder.pe", width)
                .attentionWidth(width);
        addLayers(stack, shapes, LAYERS, width, Function.RELU, false);
        return stack.head(OutputHeads.relu(shapes, "head", width));
    }

    /** The pipeline test's model: its vectors are as wide as its layers, and its predictions keep their length. */
    static Network bare(ParameterBinder shapes) throws Misfit {
        int width = shapes.tensor("pos_encoder", 1, ParameterBinder.ANY, ParameterBinder.ANY)[2];
        LayerStack.Builder stack =
                LayerStack.of(width).positions(shapes, "pos_encoder", width).attentionWidth(width);
        addLayers(stack, shapes, LAYERS, width, Function.RELU, false);
        return stack.head(shapes.linear("output_proj", width, width));
    }

    /**
     * GraphMERT-LVM: encoder layers whose attention decays with distance, the mean over the steps, a head with GELU. Its table of
     * positions fits one length only.
     *
     * <p>The mask subtracts 1e9 times (1 - 0.6 to the power of the distance) beyond a learned distance, which leaves nothing of such
     * a step whatever the power.
     */
    static Network graphMert(ParameterBinder shapes) throws Misfit {
        int[] positions = shapes.tensor("pos_embedding", 1, ParameterBinder.ANY, ParameterBinder.ANY);
        int width = positions[2];
        shapes.tensor("decay_mask.threshold");
        EncoderLayer.Mask decay = decay(shapes.name("decay_mask.threshold"));
        LayerStack.Builder stack = LayerStack.of(width)
                .positions(shapes, "pos_embedding", width)
                .contexts(ContextLengths.exactly(positions[1]))
                .attentionWidth(width)
                .pooledByMean();
        int count = shapes.count("layers", "self_attn.in_proj_weight");
        for (int i = 0; i < count; i++) {
            stack.add(EncoderLayer.bind(
                            shapes,
                            "layers." + i,
                            width,
                            new String[] {".feed_forward.0", ".feed_forward.3"},
                            Function.GELU)
                    .as(false, decay));
        }
        Linear first = shapes.linear("output_head.0", width, ParameterBinder.ANY);
        return stack.head(first, Function.GELU, shapes.linear("output_head.3", first.out(), width), Function.UNIT);
    }

    /** Adds as many encoder layers as there are under a name. */
    static void addLayers(
            LayerStack.Builder stack,
            ParameterBinder shapes,
            String name,
            int width,
            Function activation,
            boolean normFirst)
            throws Misfit {
        int count = shapes.count(name, "self_attn.in_proj_weight");
        for (int i = 0; i < count; i++) {
            stack.add(EncoderLayer.bind(shapes, name + "." + i, width, activation, normFirst));
        }
    }

    /** Rows of a projection's matrix. */
    static int width(ParameterBinder shapes, String name) throws Misfit {
        return shapes.tensor(name + ".weight", ParameterBinder.ANY, ParameterBinder.ANY)[0];
    }

    private static EncoderLayer.Mask decay(String threshold) {
        return (steps, weights) -> {
            int length = Math.toIntExact(steps.getShape().get(1));
            float[] distances = new float[length * length];
            float[] penalties = new float[length * length];
            for (int i = 0; i < distances.length; i++) {
                distances[i] = Math.abs(i / length - i % length);
                penalties[i] = (float) (-1e9 * (1 - Math.pow(0.6, distances[i])));
            }
            Shape square = new Shape(length, length);
            NDArray beyond = steps.getManager()
                    .create(distances, square)
                    .toType(steps.getDataType(), false)
                    .gt(weights.get(threshold));
            return beyond.toType(steps.getDataType(), true)
                    .mul(steps.getManager().create(penalties, square));
        };
    }
}
