package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;

/**
 * Chunks of a context are summarised by a GRU, the summaries by another; a projection of the last vector is added.
 *
 * @param chunk vectors in a chunk; 0 until it is chosen
 * @param adds whether the last vector's projection is added
 */
record HierarchicalGru(Summary local, Summary global, Sequence output, Linear residual, int chunk, boolean adds)
        implements Network {

    /** Norm of a GRU's output of the last step. */
    record Summary(Recurrent gru, Norm norm) {
        static Summary bind(final ParameterBinder shapes, final String name, final int in) throws Misfit {
            final Recurrent gru = shapes.recurrent(Cell.GRU, name + ".gru", in);
            return new Summary(gru, shapes.norm(name + ".norm", gru.width()));
        }

        NDArray apply(final NDArray steps, final DeviceWeights weights) {
            return norm.apply(gru.last(steps, weights), weights);
        }
    }

    static Network bind(final ParameterBinder shapes) throws Misfit {
        final Summary local = Summary.bind(shapes, "local_encoder", ParameterBinder.ANY);
        final Summary global = Summary.bind(shapes, "global_encoder", local.gru.width());
        final Linear first = shapes.linear("output_proj.0", global.gru.width(), ParameterBinder.ANY);
        final Linear second = shapes.linear("output_proj.3", first.out(), ParameterBinder.ANY);
        return new HierarchicalGru(
                local,
                global,
                Sequence.of(first, Function.GELU, second),
                shapes.linear("residual_proj", local.gru.in(), second.out()),
                0,
                true);
    }

    @Override
    public int inputDim() {
        return local.gru.in();
    }

    @Override
    public int outputDim() {
        return residual.out();
    }

    @Override
    public ContextLengths contextLengths() {
        return ContextLengths.multiplesOf(Math.max(1, chunk));
    }

    @Override
    public Network withOpenSize(int vectors) {
        return new HierarchicalGru(local, global, output, residual, vectors, adds);
    }

    @Override
    public Network altered(Alteration alteration) {
        return new HierarchicalGru(
                local,
                global,
                alteration.inHead(output),
                residual,
                chunk,
                adds && alteration != Alteration.NO_RESIDUAL);
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        final long batch = contexts.getShape().get(0);
        final NDArray summaries =
                local.apply(contexts.reshape(-1, chunk, inputDim()), weights).reshape(batch, -1, local.gru.width());
        final NDArray projected = output.apply(global.apply(summaries, weights), weights);
        return Function.UNIT.apply(adds ? projected.add(residual.apply(TimeSteps.last(contexts), weights)) : projected);
    }
}
