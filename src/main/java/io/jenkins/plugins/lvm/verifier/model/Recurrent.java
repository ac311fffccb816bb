package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Stacked recurrent layers, by torch's fused operators.
 *
 * @param parameters names of the tensors, in the operators' order
 * @param layers how many are stacked
 * @param in components of an input step
 * @param width components of an output step
 */
record Recurrent(Cell cell, List<String> parameters, int layers, int in, int width) {

    /** Kind of cell. */
    enum Cell {
        LSTM(4),
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
        return run(steps, tensors(weights)).get(0);
    }

    /** The topmost layer's output of the last step: [batch, length, in] to [batch, width]. */
    NDArray last(final NDArray steps, final DeviceWeights weights) {
        return last(steps, tensors(weights));
    }

    /** As {@link #last(NDArray, DeviceWeights)} with the tensors given. */
    NDArray last(final NDArray steps, final NDList tensors) {
        return run(steps, tensors).get(1).get(layers - 1);
    }

    NDList tensors(final DeviceWeights weights) {
        return new NDList(parameters.stream().map(weights::get).toList());
    }

    /** The outputs [batch, length, width], then the last hidden states [layers, batch, width]. */
    private NDList run(final NDArray steps, final NDList tensors) {
        final NDArray zeros =
                steps.getManager().zeros(new Shape(layers, steps.getShape().get(0), width), steps.getDataType());
        final NDArrayEx operators = steps.getNDArrayInternal();
        return switch (cell) {
            case LSTM -> operators.lstm(steps, new NDList(zeros, zeros), tensors, true, layers, 0, false, false, true);
            case GRU -> operators.gru(steps, zeros, tensors, true, layers, 0, false, false, true);
        };
    }
}
