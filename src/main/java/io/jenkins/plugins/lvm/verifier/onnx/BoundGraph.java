package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow.Field;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Model;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A graph that fits a checkpoint: all tensors of it are used, and each has the shape needed. It holds no weights of the checkpoint.
 *
 * @param model to run, in which the supplied tensors have no numbers
 * @param supplied tensors that the checkpoint gives
 * @param context what the graph reads; of other inputs than contexts how many rows at once, and how many float32 a row has
 * @param rows inputs that are not contexts; empty of contexts
 * @param output name of the value that is the prediction
 * @param vectorDim components of a prediction
 * @param idle tensors of the checkpoint without influence on a prediction
 * @param notes what the user should know of the fit, in words
 */
public record BoundGraph(
        Model model,
        List<Supplied> supplied,
        Context context,
        List<RowInput> rows,
        String output,
        int vectorDim,
        Set<String> idle,
        List<String> notes) {
    public BoundGraph {
        supplied = List.copyOf(supplied);
        rows = List.copyOf(rows);
        idle = Set.copyOf(idle);
        notes = List.copyOf(notes);
    }

    /**
     * A tensor that the checkpoint gives.
     *
     * @param name in the graph
     * @param from in the checkpoint
     */
    record Supplied(String name, String from, ElementType type, long[] shape) {}

    /**
     * An input that is not a context.
     *
     * @param value as the graph states it, of a type and shape that fit
     * @param at where in a packed row it begins
     */
    record RowInput(Value value, Field field, int at) {
        ElementType type() {
            return Objects.requireNonNull(value.type(), "an input without a type was refused");
        }
    }

    /**
     * The graph's only input.
     *
     * @param batch contexts that it takes at once; 0 for any number
     * @param length vectors in a context; 0 for any number
     * @param inputDim components of one of them
     * @param flat whether the vectors of a context stand side by side, in an array of two axes
     */
    public record Context(String name, int batch, int length, int inputDim, boolean flat) {}
}
