package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.EachStep;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The towers of retrieval models that are not next-vector models by themselves. A query tower makes of a context the vector that is
 * looked for, a payload tower makes of a target the vector that is found; both have length one.
 */
final class Towers {
    private Towers() {}

    /** A payload tower: two matrices with GELU and a layer normalisation between them. So a context is one vector. */
    static Network payload(ParameterBinder shapes) throws Misfit {
        Linear first = shapes.linear("mlp.0", ParameterBinder.ANY, ParameterBinder.ANY);
        return LayerStack.of(first.in())
                .add(new EachStep(first))
                .contexts(ContextLengths.exactly(1))
                .head(
                        Function.GELU,
                        shapes.norm("mlp.2", first.out()),
                        shapes.linear("mlp.3", first.out(), ParameterBinder.ANY),
                        Function.UNIT);
    }

    /** A GRU that reads in both directions, the mean over the steps, a projection. */
    static Network pooledGru(ParameterBinder shapes) throws Misfit {
        return pooled(shapes, Cell.GRU, "gru");
    }

    /** An LSTM that reads in both directions, the mean over the steps, a projection. */
    static Network pooledLstm(ParameterBinder shapes) throws Misfit {
        return pooled(shapes, Cell.LSTM, "lstm");
    }

    private static Network pooled(ParameterBinder shapes, Cell cell, String name) throws Misfit {
        BothWays recurrence = BothWays.bind(shapes, cell, name);
        return LayerStack.of(recurrence.in())
                .add(recurrence)
                .pooledByMean()
                .head(shapes.linear("proj", recurrence.width(), ParameterBinder.ANY), Function.UNIT);
    }

    /** A GRU, the mean over the steps, a layer normalisation. */
    static Network meanGru(ParameterBinder shapes) throws Misfit {
        Recurrent gru = shapes.recurrent(Cell.GRU, "gru", ParameterBinder.ANY);
        return LayerStack.of(gru.in())
                .add(new Recurrence(gru))
                .pooledByMean()
                .headless(gru.width(), shapes.norm("ln", gru.width()), Function.UNIT);
    }

    /** The same with a tenth of a projection of the place in the sequence, which is T / (T + 1) after T vectors. */
    static Network placedGru(ParameterBinder shapes) throws Misfit {
        Recurrent gru = shapes.recurrent(Cell.GRU, "gru", ParameterBinder.ANY);
        return new PlacedGru(gru, shapes.linear("pos_proj", 1, gru.width()), shapes.norm("ln", gru.width()));
    }

    private record PlacedGru(Recurrent gru, Linear place, Norm norm) implements Network {
        private static final float SHARE = 0.1f;

        @Override
        public int inputDim() {
            return gru.in();
        }

        @Override
        public int outputDim() {
            return gru.width();
        }

        @Override
        public NDArray forward(NDArray contexts, DeviceWeights weights) {
            float length = contexts.getShape().get(1);
            NDArray mean = TimeSteps.scoped(() -> gru.outputs(contexts, weights), contexts)
                    .mean(new int[] {1});
            NDArray placed =
                    weights.derived("share of place " + length, List.of(place.weight()), inputs -> inputs.get(0)
                            .reshape(gru.width())
                            .mul(SHARE * length / (length + 1)));
            NDArray pooled = mean.add(placed).add(share(weights));
            return Function.UNIT.apply(norm.apply(pooled, weights));
        }

        private NDArray share(DeviceWeights weights) {
            String bias = Objects.requireNonNull(place.bias(), "a linear layer has a bias");
            return weights.derived(
                    "share of " + bias, List.of(bias), inputs -> inputs.get(0).mul(SHARE));
        }
    }

    /**
     * Stacked recurrent layers that read in both directions; the next layer gets both outputs of a step beside each other.
     *
     * @param forward one layer each
     * @param backward one layer each, which reads from the last step to the first
     */
    private record BothWays(List<Recurrent> forward, List<Recurrent> backward) implements StepLayer {
        static BothWays bind(ParameterBinder shapes, Cell cell, String name) throws Misfit {
            List<Recurrent> forward = new ArrayList<>();
            List<Recurrent> backward = new ArrayList<>();
            int in = ParameterBinder.ANY;
            do {
                String layer = "_l" + forward.size();
                Recurrent one = shapes.recurrentLayer(cell, name, layer, in, ParameterBinder.ANY);
                forward.add(one);
                backward.add(shapes.recurrentLayer(cell, name, layer + "_reverse", one.in(), one.width()));
                in = 2 * one.width();
            } while (shapes.has(name + ".weight_ih_l" + forward.size()));
            return new BothWays(List.copyOf(forward), List.copyOf(backward));
        }

        int in() {
            return forward.get(0).in();
        }

        int width() {
            return 2 * forward.get(0).width();
        }

        @Override
        public NDArray all(NDArray steps, DeviceWeights weights) {
            NDArray out = steps;
            for (int i = 0; i < forward.size(); i++) {
                Recurrent there = forward.get(i);
                Recurrent back = backward.get(i);
                NDArray in = out;
                out = TimeSteps.scoped(
                        () -> NDArrays.concat(
                                new NDList(
                                        there.outputs(in, weights),
                                        back.outputs(in.flip(1), weights).flip(1)),
                                2),
                        in);
            }
            return out;
        }
    }
}
