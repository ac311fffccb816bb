package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;

/** Stacked LSTM layers, then a head that sees their output of the last step. */
record LstmWithHead(Recurrent recurrent, Sequence head) implements Network {

    /** The trainers' LSTM: one projection. */
    static Network baseline(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return new LstmWithHead(
                lstm, Sequence.of(shapes.linear("output_proj", lstm.width(), ParameterBinder.ANY), Function.UNIT));
    }

    /** That of the first LSTM trainer: two layers with GELU and normalisation. */
    static Network head(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return new LstmWithHead(lstm, OutputHeads.gelu(shapes, "head", lstm.width()));
    }

    /** That of the cosine-loss LSTM trainer: two layers with ReLU. */
    static Network reluHead(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return new LstmWithHead(lstm, OutputHeads.relu(shapes, "output_proj", lstm.width()));
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
