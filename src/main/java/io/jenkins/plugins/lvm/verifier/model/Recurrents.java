package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Recurrence;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.ResidualRecurrence;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Wiring;

/** Networks of recurrent layers, last step and head, beside {@link LstmWithHead} and {@link ResidualRecurrentStack}. */
final class Recurrents {
    private Recurrents() {}

    /** The deeper LSTM: its prediction is normalised as a layer's output is, so it has no unit length. */
    static Network deeperLstm(ParameterBinder shapes) throws Misfit {
        Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", ParameterBinder.ANY);
        Linear projection = shapes.linear("fc", lstm.width(), ParameterBinder.ANY);
        return LayerStack.of(lstm.in())
                .add(new Recurrence(lstm))
                .head(projection, shapes.norm("layer_norm", projection.out()));
    }

    /** The latent models, the one that is called Mamba included: projection, LSTM, projection. Predictions keep their length. */
    static Network latentLstm(ParameterBinder shapes) throws Misfit {
        Recurrent lstm = shapes.recurrent(Cell.LSTM, "lstm", Encoders.width(shapes, "input_proj"));
        return LayerStack.projected(shapes, "input_proj")
                .add(new Recurrence(lstm))
                .head(shapes.linear("output_head", lstm.width(), ParameterBinder.ANY));
    }

    /** The Mamba-2 trainer's model where the library was missing: GRU blocks, normalised before the branch. */
    static Network mambaFallback(ParameterBinder shapes) throws Misfit {
        int count = shapes.count("blocks", "mamba.weight_ih_l0");
        int width = Encoders.width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        for (int i = 0; i < count; i++) {
            String name = "blocks." + i;
            stack.add(new ResidualRecurrence(
                    shapes.norm(name + ".norm", width),
                    shapes.recurrent(Cell.GRU, name + ".mamba", width),
                    Wiring.NORM_FIRST));
        }
        return stack.head(OutputHeads.gelu(shapes, "head", width));
    }
}
