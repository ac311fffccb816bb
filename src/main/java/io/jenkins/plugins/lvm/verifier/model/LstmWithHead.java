package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;

/** Stacked LSTM layers, then a head that sees their output of the last step. */
final class LstmWithHead {
    private LstmWithHead() {}

    /** The trainers' LSTM: one projection. */
    static Network baseline(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return of(lstm, shapes.linear("output_proj", lstm.width(), ParameterBinder.ANY), Function.UNIT);
    }

    /** That of the first LSTM trainer: two layers with GELU and normalisation. */
    static Network head(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return of(lstm, OutputHeads.gelu(shapes, "head", lstm.width()));
    }

    /** That of the cosine-loss LSTM trainer: two layers with ReLU. */
    static Network reluHead(final ParameterBinder shapes) throws Misfit {
        final Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        return of(lstm, OutputHeads.relu(shapes, "output_proj", lstm.width()));
    }

    private static Network of(Recurrent lstm, Layer... head) {
        return LayerStack.of(lstm.in()).add(new Recurrence(lstm)).head(head);
    }
}
