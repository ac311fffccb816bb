package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.EachStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers over the steps of a context, then a head over what is left of the steps. Only what the last step needs is computed of the
 * topmost layer.
 *
 * @param inputDim components of a vector that goes in
 * @param outputDim components of what comes out
 * @param pooling what is left of the steps
 * @param attentionWidth width that attention heads share; 0 without any
 */
record LayerStack(
        int inputDim,
        List<StepLayer> layers,
        Pooling pooling,
        Sequence head,
        int outputDim,
        ContextLengths contextLengths,
        int attentionWidth)
        implements Network {

    /** What is left of the steps. */
    enum Pooling {
        LAST,
        MEAN
    }

    LayerStack {
        layers = List.copyOf(layers);
    }

    static Builder of(int inputDim) {
        return new Builder(inputDim);
    }

    /** A stack whose first layer projects each vector. */
    static Builder projected(ParameterBinder shapes, String name) throws Misfit {
        Linear input = shapes.linear(name, ParameterBinder.ANY, ParameterBinder.ANY);
        return of(input.in()).add(new EachStep(input));
    }

    @Override
    public Network withOpenSize(int heads) {
        return new LayerStack(
                inputDim,
                layers.stream().map(layer -> layer.withHeads(heads)).toList(),
                pooling,
                head,
                outputDim,
                contextLengths,
                attentionWidth);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new LayerStack(
                inputDim,
                layers.stream().map(layer -> layer.altered(alteration)).toList(),
                switch (alteration) {
                    case MEAN_POOLING -> Pooling.MEAN;
                    case LAST_STEP -> Pooling.LAST;
                    default -> pooling;
                },
                alteration.inHead(head),
                outputDim,
                contextLengths,
                attentionWidth);
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        if (pooling == Pooling.MEAN) {
            return head.apply(all(contexts, weights).mean(new int[] {1}), weights);
        }
        NDArray below = through(layers.subList(0, layers.size() - 1), contexts, weights);
        return head.apply(layers.get(layers.size() - 1).last(below, weights), weights);
    }

    /** All steps that the topmost layer makes, before the head: [batch, length, width]. */
    NDArray all(NDArray contexts, DeviceWeights weights) {
        return through(layers, contexts, weights);
    }

    private static NDArray through(List<StepLayer> layers, NDArray contexts, DeviceWeights weights) {
        NDArray steps = contexts;
        for (StepLayer layer : layers) {
            NDArray in = steps;
            steps = TimeSteps.scoped(() -> layer.all(in, weights), in);
        }
        return steps;
    }

    /** Collects layers. */
    static final class Builder {
        private final int inputDim;
        private final List<StepLayer> layers = new ArrayList<>();
        private Pooling pooling = Pooling.LAST;
        private ContextLengths lengths = ContextLengths.atLeast(1);
        private int attentionWidth;

        private Builder(int inputDim) {
            this.inputDim = inputDim;
        }

        Builder add(StepLayer layer) {
            layers.add(layer);
            return this;
        }

        /** Adds a table of positions: no context is longer than it. */
        Builder positions(ParameterBinder shapes, String name, int width) throws Misfit {
            int longest = shapes.tensor(name, 1, ParameterBinder.ANY, width)[1];
            lengths = ContextLengths.atMost(longest);
            return add(new StepLayer.Positions(shapes.name(name)));
        }

        Builder contexts(ContextLengths allowed) {
            lengths = allowed;
            return this;
        }

        Builder pooledByMean() {
            pooling = Pooling.MEAN;
            return this;
        }

        /** Its layers have attention heads, which share this width. */
        Builder attentionWidth(int width) {
            attentionWidth = width;
            return this;
        }

        /** With a head that ends in a matrix, and perhaps in something that keeps the number of components. */
        LayerStack head(Layer... head) {
            // The head's last matrix tells how many components a prediction has.
            Sequence all = Sequence.of(head);
            return new LayerStack(inputDim, layers, pooling, all, all.outputDim(), lengths, attentionWidth);
        }

        /** With a head that keeps the number of components, or none. */
        LayerStack headless(int width, Layer... head) {
            return new LayerStack(inputDim, layers, pooling, Sequence.of(head), width, lengths, attentionWidth);
        }
    }
}
