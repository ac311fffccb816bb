package io.jenkins.plugins.lvm.verifier.probe;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint records under {@value #KEY}.
 *
 * @param seed of the inputs
 * @param shape of them, such as [4, 5, 768]
 * @param bits power of 2 that the generator's integers are divided by
 * @param outputShape of what the model made of them
 * @param outputs the first numbers of each row of that
 * @param weights digest of the weights that it was taken of, in hex
 * @param torch version of PyTorch that took it
 */
public record ProbeRecord(
        long seed,
        List<Integer> shape,
        int bits,
        List<Integer> outputShape,
        List<List<Double>> outputs,
        String weights,
        String torch) {
    static final String KEY = "lvm_probe";
    private static final long VERSION = 1;
    private static final int MOST_BITS = 60;
    private static final int MOST_AXES = 4;
    private static final int MOST_ROWS = 64;
    private static final int MOST_NUMBERS = 1 << 24;
    private static final int LONGEST_TEXT = 100;
    private static final String AGAIN = "Save it by lvm_probe.py again: checkpoint[\"lvm_probe\"] = probe(model).";

    public ProbeRecord {
        shape = List.copyOf(shape);
        outputShape = List.copyOf(outputShape);
        outputs = List.copyOf(outputs);
    }

    /**
     * What a checkpoint records; empty if it records none.
     *
     * @throws VerifierException if it is not what {@code lvm_probe.py} writes
     */
    public static Optional<ProbeRecord> in(Checkpoint checkpoint) {
        Object found = checkpoint.metadata().get(KEY);
        if (found == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(of((Map<?, ?>) found));
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new VerifierException(
                    VerifierException.Reason.UNREADABLE,
                    checkpoint.path() + " holds an lvm_probe that cannot be used: "
                            + (e instanceof IllegalArgumentException
                                    ? PrintableText.of(e.getMessage(), LONGEST_TEXT)
                                    : "a part is missing, or of another kind")
                            + ".",
                    AGAIN,
                    e);
        }
    }

    private static ProbeRecord of(Map<?, ?> map) {
        require(Long.valueOf(VERSION).equals(map.get("version")), "its version is not " + VERSION);
        List<Integer> shape = sizes(part(map, "shape"));
        List<Integer> outputShape = sizes(part(map, "output_shape"));
        require(shape.get(0) <= MOST_ROWS && shape.get(0).equals(outputShape.get(0)), "its shapes do not go together");
        long bits = (Long) part(map, "bits");
        require(bits >= 0 && bits <= MOST_BITS, "its inputs are divided by 2^" + bits);
        List<List<Double>> outputs = new ArrayList<>();
        int kept = -1;
        for (Object row : (List<?>) part(map, "outputs")) {
            require(row != null, "a row of its outputs is missing");
            List<Double> numbers = numbers((String) row);
            require(kept < 0 || kept == numbers.size(), "its rows are of different lengths");
            kept = numbers.size();
            outputs.add(numbers);
        }
        require(
                outputs.size() == shape.get(0) && kept > 0 && kept <= count(outputShape) / outputShape.get(0),
                "its outputs are not of the shape that it states");
        return new ProbeRecord(
                (Long) part(map, "seed"),
                shape,
                (int) bits,
                outputShape,
                outputs,
                PrintableText.of((String) part(map, "weights"), LONGEST_TEXT),
                PrintableText.of(String.valueOf(map.get("torch")), LONGEST_TEXT));
    }

    private static Object part(Map<?, ?> map, String name) {
        Object part = map.get(name);
        if (part == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return part;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static List<Integer> sizes(Object list) {
        List<Integer> sizes = new ArrayList<>();
        long product = 1;
        for (Object size : (List<?>) list) {
            require(size != null, "a size is missing");
            long each = (Long) size;
            require(each > 0 && each <= MOST_NUMBERS / product, "it has more numbers than are looked at");
            product *= each;
            sizes.add((int) each);
        }
        require(sizes.size() >= 2 && sizes.size() <= MOST_AXES, "it has " + sizes.size() + " axes");
        return sizes;
    }

    private static List<Double> numbers(String row) {
        List<Double> numbers = Stream.of(row.trim().split("\\s+"))
                .limit(MOST_NUMBERS)
                .map(Double::valueOf)
                .toList();
        require(numbers.stream().allMatch(Double::isFinite), "an output is not a finite number");
        return numbers;
    }

    private static int count(List<Integer> shape) {
        return shape.stream().reduce(1, (a, b) -> a * b);
    }

    /** Inputs in it. */
    int rows() {
        return shape.get(0);
    }

    /** Numbers of one input. */
    int inputSize() {
        return count(shape) / rows();
    }

    /** Numbers of one output. */
    int outputSize() {
        return count(outputShape) / rows();
    }

    /** The inputs, row-major. */
    float[] inputs() {
        return ProbeInputs.of(seed, count(shape), bits);
    }

    /** Components of a vector of its inputs; those of a whole input where it states none. */
    int lastAxis() {
        return shape.get(shape.size() - 1);
    }

    /** Vectors in a context; null where it states none. */
    public @Nullable Integer contextLength() {
        return shape.size() == 3 ? shape.get(1) : null;
    }

    /** A shape in words. */
    public static String words(List<Integer> shape) {
        return String.join(" × ", shape.stream().map(String::valueOf).toList());
    }

    /** How far predictions [rows, numbers] are from what is recorded, relative to those above 1. */
    double difference(float[] predictions) {
        double largest = 0;
        for (int row = 0; row < rows(); row++) {
            List<Double> expected = outputs.get(row);
            for (int i = 0; i < expected.size(); i++) {
                double difference = Math.abs(predictions[row * outputSize() + i] - expected.get(i))
                        / Math.max(1, Math.abs(expected.get(i)));
                largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            }
        }
        return largest;
    }
}
