package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Stacked recurrent layers, by torch's fused operators. These multiply by libtorch's default; where there is a better one, a GRU is
 * spelled out. An LSTM's fused operator uses the better one, oneDNN, by itself, so on a CPU it is spelled out where {@linkplain
 * OneDnn#packs oneDNN cannot be relied upon}.
 *
 * @param parameters names of the tensors, in the operators' order
 * @param layers how many are stacked
 * @param in components of an input step
 * @param width components of an output step
 */
record Recurrent(Cell cell, List<String> parameters, int layers, int in, int width) {
    private static final int TENSORS_PER_LAYER = 4;

    /** Kind of cell. */
    enum Cell {
        /**
         * Long short-term memory with a forget gate.
         *
         * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">S. Hochreiter and J. Schmidhuber, Long Short-Term Memory, 1997</a>
         * @see <a href="https://doi.org/10.1162/089976600300015015">F. Gers et al., Learning to Forget, 2000</a>
         */
        LSTM(4),
        /**
         * Gated recurrent unit. torch resets the state after it is multiplied by the candidate's matrix, where the paper does so before.
         *
         * @see <a href="https://arxiv.org/abs/1406.1078">K. Cho et al., Learning Phrase Representations using RNN Encoder-Decoder,
         *     2014, section 2.3</a>
         */
        GRU(3);

        private final int gates;

        Cell(final int gates) {
            this.gates = gates;
        }

        /** How many times the width a weight matrix is high. */
        int gates() {
            return gates;
        }
    }

    Recurrent {
        parameters = List.copyOf(parameters);
    }

    /** The outputs of the topmost layer: [batch, length, in] to [batch, length, width]. */
    NDArray outputs(final NDArray steps, final DeviceWeights weights) {
        return outputs(steps, tensors(weights), weights);
    }

    /** As {@link #outputs(NDArray, DeviceWeights)} with these tensors. */
    NDArray outputs(NDArray steps, NDList tensors, DeviceWeights weights) {
        return spelledOut(weights)
                ? topLayer(steps, tensors, weights, false)
                : fused(steps, tensors).get(0);
    }

    /** The topmost layer's output of the last step: [batch, length, in] to [batch, width]. */
    NDArray last(final NDArray steps, final DeviceWeights weights) {
        return last(steps, tensors(weights), weights);
    }

    /** As {@link #last(NDArray, DeviceWeights)} with these tensors. */
    NDArray last(final NDArray steps, final NDList tensors, final DeviceWeights weights) {
        if (spelledOut(weights)) {
            return topLayer(steps, tensors, weights, true);
        }
        return weights.dropout().isIn(this)
                ? weights.dropout().last(this, steps, tensors)
                : fused(steps, tensors).get(1).get(layers - 1);
    }

    /**
     * The operators' tensors. On a card they lie in one piece of memory in cuDNN's order, all matrices before all biases: else cuDNN copies
     * them together for each call, and warns of it.
     */
    NDList tensors(final DeviceWeights weights) {
        if (spelledOut(weights)) {
            return new NDList(parameters.stream()
                    .map(name -> isMatrix(name) ? weights.matrix(name) : weights.get(name))
                    .toList());
        }
        if (!weights.areOnCard()) {
            return new NDList(parameters.stream().map(weights::get).toList());
        }
        Map<String, NDArray> together = weights.chunk(inOrderOfCudnn()).tensors();
        return new NDList(parameters.stream().map(together::get).toList());
    }

    private boolean isMatrix(String name) {
        return parameters.indexOf(name) % TENSORS_PER_LAYER < TENSORS_PER_LAYER / 2;
    }

    /** Names of the tensors as cuDNN wants them to lie: the matrices of each layer, then its biases. */
    List<String> inOrderOfCudnn() {
        List<String> order = new ArrayList<>();
        for (int half = 0; half < TENSORS_PER_LAYER; half += TENSORS_PER_LAYER / 2) {
            for (int layer = 0; layer < layers; layer++) {
                int first = layer * TENSORS_PER_LAYER + half;
                order.addAll(parameters.subList(first, first + TENSORS_PER_LAYER / 2));
            }
        }
        return order;
    }

    private boolean spelledOut(final DeviceWeights weights) {
        return switch (cell) {
            case LSTM -> !weights.areOnCard() && !OneDnn.endsWithABlock(width);
            case GRU -> !weights.matrices().isDefault();
        };
    }

    /** The outputs [batch, length, width], then the last hidden states [layers, batch, width]. */
    private NDList fused(final NDArray steps, final NDList tensors) {
        final NDArray zeros =
                steps.getManager().zeros(new Shape(layers, steps.getShape().get(0), width), steps.getDataType());
        final NDArrayEx operators = steps.getNDArrayInternal();
        return switch (cell) {
            case LSTM -> operators.lstm(steps, new NDList(zeros, zeros), tensors, true, layers, 0, false, false, true);
            case GRU -> operators.gru(steps, zeros, tensors, true, layers, 0, false, false, true);
        };
    }

    private NDArray topLayer(NDArray steps, NDList tensors, DeviceWeights weights, boolean lastOnly) {
        NDArray out = steps;
        for (int layer = 0; layer < layers; layer++) {
            boolean top = layer == layers - 1;
            NDArray input = layer == 0 ? out : weights.dropout().dropped(out);
            int first = layer * TENSORS_PER_LAYER;
            NDList own = new NDList(tensors.subList(first, first + TENSORS_PER_LAYER));
            out = TimeSteps.scoped(
                    () -> switch (cell) {
                        case LSTM -> lstm(input, own, weights.matrices(), !lastOnly || !top);
                        case GRU -> gru(input, own, weights.matrices(), !lastOnly || !top);
                    },
                    input);
        }
        return out;
    }

    /**
     * One LSTM layer from a zero state.
     *
     * @return all outputs, or the last one
     */
    private NDArray lstm(NDArray steps, NDList tensors, MatrixOperator matrices, boolean all) {
        long batch = steps.getShape().get(0);
        long length = steps.getShape().get(1);
        NDArray fromInput = matrices.apply(steps, tensors.get(0), tensors.get(2));
        NDList outputs = new NDList();
        NDArray state = steps.getManager().zeros(new Shape(batch, width), steps.getDataType());
        NDArray memory = state;
        for (long step = 0; step < length; step++) {
            NDArray gates = fromState(step, state, tensors, matrices).add(TimeSteps.at(fromInput, step));
            NDArray kept = Activation.sigmoid(gate(gates, 1)).mul(memory);
            memory = Activation.sigmoid(gate(gates, 0))
                    .muli(gate(gates, 2).tanh())
                    .addi(kept);
            state = Activation.sigmoid(gate(gates, 3)).muli(memory.tanh());
            if (all) {
                outputs.add(state);
            }
        }
        return all ? NDArrays.stack(outputs, 1) : state;
    }

    /** What the state adds to all gates; of a zero state nothing but the bias remains. */
    private NDArray fromState(long step, NDArray state, NDList tensors, MatrixOperator matrices) {
        return step == 0
                ? state.getManager()
                        .zeros(new Shape(state.getShape().get(0), (long) cell.gates() * width), state.getDataType())
                        .addi(tensors.get(3))
                : matrices.apply(state, tensors.get(1), tensors.get(3));
    }

    /** One of the gates, in torch's order: input, forget, cell, output. */
    private NDArray gate(NDArray gates, long number) {
        return gates.get(new NDIndex(":, {}:{}", number * width, (number + 1) * width));
    }

    /**
     * One GRU layer from a zero state.
     *
     * @return all outputs, or the last one
     */
    private NDArray gru(final NDArray steps, final NDList tensors, final MatrixOperator matrices, final boolean all) {
        final long batch = steps.getShape().get(0);
        final long length = steps.getShape().get(1);
        final NDIndex resetAndUpdate = new NDIndex(":, :{}", 2L * width);
        final NDIndex candidate = new NDIndex(":, {}:", 2L * width);
        final NDArray fromInput = matrices.apply(steps, tensors.get(0), tensors.get(2));
        final NDList outputs = new NDList();
        NDArray state = steps.getManager().zeros(new Shape(batch, width), steps.getDataType());
        for (long step = 0; step < length; step++) {
            final NDArray input = fromInput.get(new NDIndex(":, {}", step));
            final NDArray hidden = fromState(step, state, tensors, matrices);
            final NDArray gates = Activation.sigmoid(input.get(resetAndUpdate).add(hidden.get(resetAndUpdate)));
            final NDArray reset = gates.get(new NDIndex(":, :{}", width));
            final NDArray update = gates.get(new NDIndex(":, {}:", width));
            final NDArray proposed =
                    hidden.get(candidate).mul(reset).addi(input.get(candidate)).tanh();
            state = state.sub(proposed).muli(update).addi(proposed);
            if (all) {
                outputs.add(state);
            }
        }
        return all ? NDArrays.stack(outputs, 1) : state;
    }
}
