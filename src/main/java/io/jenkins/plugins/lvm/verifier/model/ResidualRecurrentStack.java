package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * Projection, recurrent blocks each of which is normalised after adding its input, last step, head.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">K. He et al., Deep Residual Learning for Image Recognition, 2015</a>
 */
record ResidualRecurrentStack(Linear input, List<Block> blocks, Sequence head) implements Network {

    /** One block: Norm(x + recurrent(x)). */
    record Block(Recurrent recurrent, Norm norm) {}

    ResidualRecurrentStack {
        blocks = List.copyOf(blocks);
    }

    /** The trainers' GRU, which is also the inference side's. */
    static Network gruStack(final ParameterBinder shapes) throws Misfit {
        return bind(shapes, Cell.GRU, "gru", Function.UNIT);
    }

    /** The inference side's newer LSTM: its predictions keep their length. */
    static Network lstmBlocks(final ParameterBinder shapes) throws Misfit {
        return bind(shapes, Cell.LSTM, "lstm");
    }

    private static Network bind(final ParameterBinder shapes, final Cell cell, final String name, final Layer... end)
            throws Misfit {
        final int count = shapes.count("blocks", name + ".weight_ih_l0");
        final Linear input = shapes.linear("input_proj", ParameterBinder.ANY, ParameterBinder.ANY);
        final int width = input.out();
        final List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Recurrent recurrent = shapes.recurrent(cell, "blocks." + i + "." + name, width);
            blocks.add(new Block(recurrent, shapes.norm("blocks." + i + ".norm", recurrent.width())));
        }
        final List<Layer> head = new ArrayList<>();
        head.add(shapes.linear("output_proj", width, ParameterBinder.ANY));
        head.addAll(List.of(end));
        return new ResidualRecurrentStack(input, blocks, new Sequence(head));
    }

    @Override
    public int inputDim() {
        return input.in();
    }

    @Override
    public int outputDim() {
        return head.outputDim();
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        NDArray steps = input.apply(contexts, weights);
        for (final Block block : blocks.subList(0, blocks.size() - 1)) {
            final NDArray in = steps;
            steps = TimeSteps.scoped(() -> block.norm.apply(in.add(block.recurrent.outputs(in, weights)), weights), in);
        }
        final Block top = blocks.get(blocks.size() - 1);
        final NDArray last = TimeSteps.last(steps).add(top.recurrent.last(steps, weights));
        return head.apply(top.norm.apply(last, weights), weights);
    }
}
