package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that are read, once they are found to go together.
 *
 * @param inputs the contexts alone, or what the model reads by name, in the order of the names
 * @param contextLength vectors in one context; 1 of inputs that are not contexts
 * @param dimension components of a target as it is compared
 * @param packed how inputs that are not contexts travel; null of contexts
 * @param zeroTargets whether a target may be zero throughout
 */
record SequenceArrays(
        ArrayFile file,
        List<NamedArray> inputs,
        NamedArray targets,
        int contextLength,
        int dimension,
        @Nullable PackedRow packed,
        boolean zeroTargets) {
    private static final int CONTEXT_DIMENSIONS = 3;
    private static final int TARGET_DIMENSIONS = 2;
    private static final int MAX_SEQUENCES = 20_000_000;
    private static final int MAX_ROW_BYTES = 16 << 20;
    private static final int MAX_INPUTS = 64;

    /**
     * Finds the arrays. Reads no row.
     *
     * @throws VerifierException if some are missing, empty or do not go together
     */
    static SequenceArrays in(ArrayFile file, DataKeys keys) {
        if (keys.free() == null) {
            return vectors(
                    file,
                    vectors(file, "contexts", keys.ofContexts(), CONTEXT_DIMENSIONS),
                    vectors(file, "targets", keys.ofTargets(), TARGET_DIMENSIONS));
        }
        NamedArray targets = numbers(file, pick(file, "targets", keys.ofTargets()));
        if (keys.inputs().isEmpty()) {
            NamedArray only = numbers(file, pick(file, "contexts", keys.ofContexts()));
            return areVectors(only, targets, keys.free().width())
                    ? vectors(file, bounded(file, only), bounded(file, targets))
                    : packed(file, List.of(only), List.of(field(null, only)), targets, keys.free());
        }
        if (keys.inputs().size() > MAX_INPUTS) {
            throw VerifierException.unreadable(
                    keys.inputs().size() + " inputs are given, which is too many.", "Give those that the graph reads.");
        }
        List<NamedArray> inputs = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (Map.Entry<String, String> input : keys.inputs().entrySet()) {
            NamedArray array = numbers(file, pick(file, "input " + input.getKey(), List.of(input.getValue())));
            inputs.add(array);
            fields.add(field(input.getKey(), array));
        }
        return packed(file, inputs, fields, targets, keys.free());
    }

    private static Field field(@Nullable String input, NamedArray array) {
        List<Long> shape = array.header().shape();
        return new Field(input, array.key(), array.header().type().orElseThrow(), shape.subList(1, shape.size()));
    }

    private static NamedArray pick(ArrayFile file, String role, List<String> keys) {
        return keys.stream()
                .filter(file::contains)
                .findFirst()
                .flatMap(file::array)
                .orElseThrow(() -> VerifierException.unreadable(
                        file.path() + " holds no " + FileErrors.printable(role) + ": none of " + String.join(", ", keys)
                                + "; it holds " + held(file) + ".",
                        "Name the npz with the sequences that the model was trained on, or its arrays by contextsKey and targetsKey "
                                + "(--contexts-key, --targets-key)."));
    }

    private static String held(ArrayFile file) {
        List<String> keys =
                file.keys().stream().sorted().map(FileErrors::printable).toList();
        int shown = 20;
        return keys.isEmpty()
                ? "nothing"
                : String.join(", ", keys.subList(0, Math.min(shown, keys.size())))
                        + (keys.size() > shown ? " and " + (keys.size() - shown) + " more" : "");
    }

    private static NamedArray vectors(ArrayFile file, String role, List<String> keys, int dimensions) {
        NamedArray array = pick(file, role, keys);
        NpyHeader header = array.header();
        if (!header.type().map(NumpyType::isFloat).orElse(false)) {
            throw refused(file, array, "is " + header.describe() + ", not float16, float32 or float64");
        }
        if (header.shape().size() != dimensions
                && !(array.key().equals(DataKeys.SINGLE_VECTORS)
                        && header.shape().size() == TARGET_DIMENSIONS)) {
            throw refused(
                    file,
                    array,
                    "is " + header.describe() + ", but " + role + " have "
                            + (dimensions == CONTEXT_DIMENSIONS
                                    ? "three dimensions: sequence, position, component"
                                    : "two dimensions: sequence, component"));
        }
        return bounded(file, array);
    }

    /** An array of numbers, with an axis for rows. */
    private static NamedArray numbers(ArrayFile file, NamedArray array) {
        NpyHeader header = array.header();
        if (!header.type().map(NumpyType::isNumber).orElse(false)
                || header.shape().isEmpty()) {
            throw refused(file, array, "is " + header.describe() + ", not an array of numbers with an axis for rows");
        }
        return bounded(file, array);
    }

    private static NamedArray bounded(ArrayFile file, NamedArray array) {
        NpyHeader header = array.header();
        if (header.elements() == 0) {
            throw refused(file, array, "is empty: " + header.describe());
        }
        if (header.shape().get(0) > MAX_SEQUENCES) {
            throw refused(file, array, "holds " + header.shape().get(0) + " sequences, which is too many");
        }
        if (header.elements() / header.shape().get(0) > MAX_ROW_BYTES / Float.BYTES) {
            throw refused(file, array, "is " + header.describe() + ": one row is larger than 16 MiB");
        }
        return array;
    }

    /** Whether arrays are what everything here was made for: vectors, and vectors of the same width after them. */
    private static boolean areVectors(NamedArray contexts, NamedArray targets, int width) {
        List<Long> in = contexts.header().shape();
        List<Long> out = targets.header().shape();
        return Stream.of(contexts, targets)
                        .allMatch(array -> array.header().type().orElseThrow().isFloat())
                && (in.size() == CONTEXT_DIMENSIONS || in.size() == TARGET_DIMENSIONS)
                && out.size() == TARGET_DIMENSIONS
                && in.get(in.size() - 1).equals(out.get(1))
                && (width == 0 || out.get(1) == width);
    }

    private static SequenceArrays vectors(ArrayFile file, NamedArray contexts, NamedArray targets) {
        List<Long> in = contexts.header().shape();
        List<Long> out = targets.header().shape();
        requireSameRows(file, contexts, targets);
        Long width = in.get(in.size() - 1);
        if (!width.equals(out.get(1))) {
            throw VerifierException.unreadable(
                    file.path() + " is inconsistent: vectors in " + contexts.key() + " have " + width
                            + " components, those in " + targets.key() + " have " + out.get(1) + ".",
                    "Write the file again.");
        }
        int length = in.size() == CONTEXT_DIMENSIONS ? in.get(1).intValue() : 1;
        return new SequenceArrays(
                file, List.of(contexts), targets, length, out.get(1).intValue(), null, false);
    }

    private static void requireSameRows(ArrayFile file, NamedArray first, NamedArray second) {
        Long rows = first.header().shape().get(0);
        Long others = second.header().shape().get(0);
        if (!rows.equals(others)) {
            throw VerifierException.unreadable(
                    file.path() + " is inconsistent: " + first.key() + " has " + rows + " rows, " + second.key()
                            + " has " + others + ".",
                    "Write the file again.");
        }
    }

    private static SequenceArrays packed(
            ArrayFile file, List<NamedArray> inputs, List<Field> fields, NamedArray targets, DataKeys.Free free) {
        inputs.forEach(input -> requireSameRows(file, input, targets));
        PackedRow row = new PackedRow(fields);
        if (row.floats() > MAX_ROW_BYTES / Float.BYTES) {
            throw VerifierException.unreadable(
                    file.path() + ": the inputs of one row are larger than 16 MiB together.",
                    "Give the inputs that the graph reads.");
        }
        return new SequenceArrays(file, inputs, targets, 1, width(file, targets, free), row, !free.ofCosines());
    }

    private static int width(ArrayFile file, NamedArray targets, DataKeys.Free free) {
        NpyHeader header = targets.header();
        long elements = header.elements() / header.shape().get(0);
        boolean classes = elements == 1 && free.width() > 1;
        if (header.shape().size() > TARGET_DIMENSIONS
                || (!classes && free.width() > 0 && elements != free.width())
                || free.width() > MAX_ROW_BYTES / Float.BYTES) {
            throw VerifierException.unreadable(
                    file.path() + ": " + targets.key() + " is " + header.describe() + ", and a prediction has "
                            + (free.width() > 0 ? free.width() + " components" : "one axis") + ".",
                    "Give targets of that width, [rows, components], or the number of a class for each row.");
        }
        if (classes && free.ofCosines()) {
            throw VerifierException.unreadable(
                    file.path() + ": " + targets.key() + " is " + header.describe()
                            + ", one number for each row, and a prediction has " + free.width()
                            + " components: a cosine needs two vectors.",
                    "Choose a metric of classes: metric accuracy or f1 (--metric accuracy).");
        }
        return classes ? free.width() : (int) elements;
    }

    private static VerifierException refused(ArrayFile file, NamedArray array, String why) {
        return VerifierException.unreadable(
                file.path() + ": " + array.key() + " " + why + ".",
                "Name the npz with the sequences that the model was trained on.");
    }

    int sequences() {
        return targets.header().shape().get(0).intValue();
    }

    /** float32 of one row's inputs. */
    int contextSize() {
        return packed == null ? contextLength * dimension : Math.toIntExact(packed.floats());
    }

    /** Names of the arrays: those of the inputs, and of the targets. */
    List<String> keys() {
        return Stream.concat(inputs.stream(), Stream.of(targets))
                .map(NamedArray::key)
                .toList();
    }
}
