package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.ResidualRecurrence;
import io.jenkins.plugins.lvm.verifier.model.StepLayer.Wiring;
import java.util.ArrayList;
import java.util.List;

/** Projection, recurrent blocks each of which is normalised after adding its input, last step, head. */
final class ResidualRecurrentStack {
    private ResidualRecurrentStack() {}

    /** The trainers' GRU, which is also the inference side's. */
    static Network gruStack(ParameterBinder shapes) throws Misfit {
        return bind(shapes, Cell.GRU, "gru", Function.UNIT);
    }

    /** The inference side's newer LSTM: its predictions keep their length. */
    static Network lstmBlocks(ParameterBinder shapes) throws Misfit {
        return bind(shapes, Cell.LSTM, "lstm");
    }

    private static Network bind(ParameterBinder shapes, Cell cell, String name, Layer... end) throws Misfit {
        int count = shapes.count("blocks", name + ".weight_ih_l0");
        int width = Encoders.width(shapes, "input_proj");
        LayerStack.Builder stack = LayerStack.projected(shapes, "input_proj");
        for (int i = 0; i < count; i++) {
            Recurrent recurrent = shapes.recurrent(cell, "blocks." + i + "." + name, width);
            stack.add(new ResidualRecurrence(
                    shapes.norm("blocks." + i + ".norm", recurrent.width()), recurrent, Wiring.NORM_LAST));
        }
        List<Layer> head = new ArrayList<>();
        head.add(shapes.linear("output_proj", width, ParameterBinder.ANY));
        head.addAll(List.of(end));
        return stack.head(head.toArray(Layer[]::new));
    }
}
