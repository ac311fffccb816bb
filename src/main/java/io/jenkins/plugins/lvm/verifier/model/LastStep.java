package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;

/** Stacked LSTM layers, then a head that sees their output of the last step. */
record LastStep(Recurrent recurrent, Sequence head) implements Network {

    /** The trainers' LSTM: one projection. */
    static Network baseline(final Shapes shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", Shapes.ANY);
        return new LastStep(lstm, Sequence.of(shapes.linear("output_proj", lstm.width(), Shapes.ANY), Function.UNIT));
    }

    /** That of the first LSTM trainer: two layers with GELU and normalisation. */
    static Network head(final Shapes shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", Shapes.ANY);
        return new LastStep(lstm, Heads.gelu(shapes, "head", lstm.width()));
    }

    /** That of the cosine-loss LSTM trainer: two layers with ReLU. */
    static Network reluHead(final Shapes shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", Shapes.ANY);
        return new LastStep(lstm, Heads.relu(shapes, "output_proj", lstm.width()));
    }

    @Override
    public int inputDim() {
        return recurrent.in();
    }

    @Override
    public int outputDim() {
        return head.outputDim();
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        return head.apply(recurrent.last(contexts, weights), weights);
    }
}
