package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.model.Layer.Function;
import io.jenkins.plugins.lvm.verifier.model.Layer.Linear;
import io.jenkins.plugins.lvm.verifier.model.Layer.Norm;
import io.jenkins.plugins.lvm.verifier.model.Layer.Sequence;
import io.jenkins.plugins.lvm.verifier.model.Recurrent.Cell;
import java.util.List;
import java.util.Set;

/**
 * GRU over each vector beside what an empty query reads from a memory; its last state reads again, and both are fused. The memory
 * is written to in training only.
 *
 * @param memory name of the slots, [slots, dim]
 * @param pooledByMean whether the mean of the states counts, in place of the last one
 * @see <a href="https://arxiv.org/abs/1410.5401">A. Graves et al., Neural Turing Machines, 2014, section 3.3.1: reading by content</a>
 */
record MemoryGru(
        Norm inputNorm, Recurrent gru, String memory, Linear query, Sequence output, int dim, boolean pooledByMean)
        implements Network {

    static Network bind(final ParameterBinder shapes) throws Misfit {
        final int[] slots = shapes.tensor("memory.memory", ParameterBinder.ANY, ParameterBinder.ANY);
        final int dim = slots[1];
        final Recurrent gru = shapes.recurrent(Cell.GRU, "gru", 2 * dim);
        final int width = gru.width();
        final Linear query = shapes.linear("memory.query_proj", width, dim);
        shapes.linear("memory.write_gate", width, slots[0]);
        final Linear fusion = shapes.linear("fusion.0", width + dim, width);
        final Linear first = shapes.linear("output_proj.0", width, ParameterBinder.ANY);
        return new MemoryGru(
                shapes.norm("input_norm", dim),
                gru,
                shapes.name("memory.memory"),
                query,
                Sequence.of(
                        fusion,
                        Function.GELU,
                        shapes.norm("fusion.3", width),
                        first,
                        Function.GELU,
                        shapes.linear("output_proj.3", first.out(), dim),
                        Function.UNIT),
                dim,
                false);
    }

    @Override
    public int inputDim() {
        return dim;
    }

    @Override
    public int outputDim() {
        return dim;
    }

    /** Only training writes to the memory. */
    @Override
    public Set<String> idleParameters() {
        String gate = memory.substring(0, memory.length() - "memory".length()) + "write_gate.";
        return Set.of(gate + "weight", gate + "bias");
    }

    @Override
    public Network altered(Alteration alteration) {
        return new MemoryGru(
                inputNorm,
                gru,
                memory,
                query,
                alteration.inHead(output),
                dim,
                pooledByMean || alteration == Alteration.MEAN_POOLING);
    }

    @Override
    public NDArray forward(final NDArray contexts, final DeviceWeights weights) {
        NDArray steps = inputNorm.apply(contexts, weights);
        NDArray last = pooledByMean
                ? gru.outputs(steps, gruTensors(weights), weights).mean(new int[] {1})
                : gru.last(steps, gruTensors(weights), weights);
        final NDArray slots = weights.get(memory);
        final NDArray keys = weights.derived("unit " + memory, List.of(memory), inputs -> Function.UNIT
                .apply(inputs.get(0))
                .transpose());
        final NDArray recalled = read(query.apply(last, weights), keys, slots);
        return output.apply(last.concat(recalled, 1), weights);
    }

    /** What queries [batch, dim] read: slots, weighted by the softmax of their cosines. */
    private static NDArray read(final NDArray queries, final NDArray keys, final NDArray slots) {
        return Function.UNIT.apply(queries).matMul(keys).softmax(1).matMul(slots);
    }

    /** The GRU's tensors for an input without the recalled half: that is the same at every step, so it goes into the bias. */
    private NDList gruTensors(final DeviceWeights weights) {
        final String weight = gru.parameters().get(0);
        final String bias = gru.parameters().get(2);
        final NDList tensors = gru.tensors(weights);
        tensors.set(0, weights.matrix("left half of " + weight, List.of(weight), inputs -> inputs.get(0)
                .get(new NDIndex(":, :{}", dim))
                .duplicate()));
        tensors.set(2, weights.derived("with memory " + bias, List.of(weight, bias, query.bias(), memory), inputs -> {
            final NDArray slots = inputs.get(3);
            final NDArray recalled = read(
                    inputs.get(2).reshape(new Shape(1, dim)),
                    Function.UNIT.apply(slots).transpose(),
                    slots);
            final NDArray right = inputs.get(0).get(new NDIndex(":, {}:", dim));
            return inputs.get(1).add(recalled.matMul(right.transpose()).squeeze(0));
        }));
        return tensors;
    }
}
