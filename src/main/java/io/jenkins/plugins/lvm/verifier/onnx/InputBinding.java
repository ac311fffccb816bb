package io.jenkins.plugins.lvm.verifier.onnx;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow.Field;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.Context;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.RowInput;
import io.jenkins.plugins.lvm.verifier.onnx.GraphParts.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what a graph reads beside weights against the arrays that the data gives to it. */
final class InputBinding {
    private static final Set<ElementType> REAL = Set.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.DOUBLE);
    /** What ONNX Runtime takes from Java. */
    private static final Set<ElementType> WHOLE =
            Set.of(ElementType.INT8, ElementType.INT16, ElementType.INT32, ElementType.INT64, ElementType.UINT8);

    private final List<Value> open;
    private final RowInputs given;
    private final FileErrors file;

    /** @param open inputs of the graph that the checkpoint does not give */
    InputBinding(List<Value> open, RowInputs given, FileErrors file) {
        this.open = List.copyOf(open);
        this.given = given;
        this.file = file;
    }

    /**
     * Every input with its array.
     *
     * @throws VerifierException if names, types or shapes do not go together; it names both
     */
    List<RowInput> inputs() {
        List<RowInput> inputs = new ArrayList<>();
        int at = 0;
        for (Field field : given.row().fields()) {
            Value input = field.input() == null ? only(field) : named(field);
            requireType(input, field);
            requireShape(input, field);
            inputs.add(new RowInput(input, field, at));
            at += Math.toIntExact(field.floats());
        }
        for (Value input : open) {
            if (inputs.stream().noneMatch(one -> one.value().equals(input))) {
                throw file.refused(
                        "reads '" + FileErrors.printable(input.name()) + "' as well, and no array is given to it.",
                        "Name it: --input '" + FileErrors.printable(input.name()) + "=KEY' (input).");
            }
        }
        return inputs;
    }

    /** How many rows the graph takes at once. */
    Context context(List<RowInput> inputs) {
        int batch = 0;
        for (RowInput input : inputs) {
            long size = Objects.requireNonNull(input.value().shape())[0];
            if (size > Integer.MAX_VALUE || (batch != 0 && size != GraphParts.OPEN && size != batch)) {
                throw file.refused("takes inputs of different numbers of rows at once.", OnnxGraph.EXPORT);
            }
            batch = size == GraphParts.OPEN ? batch : (int) size;
        }
        return new Context("", batch, 1, Math.toIntExact(given.row().floats()), false);
    }

    private Value only(Field field) {
        if (open.size() == 1) {
            return open.get(0);
        }
        throw file.refused(
                open.isEmpty()
                        ? "reads no input: its prediction does not depend on one."
                        : "reads " + open.size() + " inputs that the checkpoint does not give (" + names()
                                + "), and the data " + "gives '" + FileErrors.printable(field.key()) + "' alone.",
                open.isEmpty()
                        ? "Export the module whose forward takes the input."
                        : "Does the graph belong to this model? If it does, give each input: --input NAME=KEY (input).");
    }

    private Value named(Field field) {
        return open.stream()
                .filter(input -> input.name().equals(field.input()))
                .findFirst()
                .orElseThrow(() -> file.refused(
                        "has no input '" + FileErrors.printable(String.valueOf(field.input()))
                                + "' that the checkpoint does not give; it reads "
                                + (open.isEmpty() ? "none" : names()) + ".",
                        "Name the graph's own inputs: --input NAME=KEY (input)."));
    }

    private String names() {
        return LeftOver.some(open.stream().map(Value::name).toList());
    }

    private void requireType(Value input, Field field) {
        NumpyType type = field.type();
        boolean fits = type.isFloat()
                ? REAL.contains(input.type())
                : WHOLE.contains(input.type()) || input.type() == ElementType.BOOL;
        if (input.type() == null || !fits) {
            throw apart(
                    input,
                    field,
                    type.isFloat() || input.type() == null || !REAL.contains(input.type())
                            ? "Write the array in the type that the graph reads."
                            : "Write the array as the numbers that the model is given, such as pixels / 255 in float32.");
        }
    }

    private void requireShape(Value input, Field field) {
        if (!agree(input.shape(), field)) {
            throw apart(input, field, "Export the graph with a batch of this data as the example, or name other data.");
        }
    }

    private static boolean agree(long @Nullable [] stated, Field field) {
        if (stated == null || stated.length != field.shape().size() + 1) {
            return false;
        }
        for (int axis = 1; axis < stated.length; axis++) {
            if (stated[axis] != GraphParts.OPEN && stated[axis] != field.shape().get(axis - 1)) {
                return false;
            }
        }
        return true;
    }

    private VerifierException apart(Value input, Field field, String hint) {
        StringBuilder rows = new StringBuilder("[rows");
        field.shape().forEach(size -> rows.append(", ").append(size));
        return file.refused(
                "reads '" + FileErrors.printable(input.name()) + "' as "
                        + (input.type() == null
                                ? "a value"
                                : input.type().toString().toLowerCase(Locale.ROOT))
                        + " of shape " + GraphParts.shown(input.shape()) + ", and '" + FileErrors.printable(field.key())
                        + "' in the data is " + field.type() + " " + rows + "].",
                hint);
    }
}
