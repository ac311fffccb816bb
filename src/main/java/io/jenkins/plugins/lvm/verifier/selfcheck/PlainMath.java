package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.Arrays;
import org.apache.commons.math3.special.Erf;

/**
 * What networks are made of, one vector at a time in float64 and plain loops. It shares nothing with the way in which {@code model}
 * computes but the names of the weights.
 *
 * @param weights by name
 * @param prefix of all names
 */
record PlainMath(Weights weights, String prefix) {
    private static final double NORM_EPSILON = 1e-5;
    private static final double UNIT_EPSILON = 1e-12;

    /** A tensor, row-major. */
    float[] tensor(String name) {
        return weights.floats(prefix + name);
    }

    /** The length of a tensor's dimension. */
    int size(String name, int dimension) {
        return Math.toIntExact(weights.shape(prefix + name)[dimension]);
    }

    boolean has(String name) {
        return weights.names().contains(prefix + name);
    }

    /** W x + b with tensors {@code name.weight} and {@code name.bias}. */
    double[] linear(String name, double[] input) {
        return affine(tensor(name + ".weight"), tensor(name + ".bias"), 0, size(name + ".weight", 0), input);
    }

    /**
     * Some rows of W x + b.
     *
     * @param matrix [.., input.length]
     * @param from first of its rows
     * @param count of rows
     */
    static double[] affine(float[] matrix, float[] bias, int from, int count, double[] input) {
        int width = input.length;
        double[] out = new double[count];
        for (int row = 0; row < count; row++) {
            int at = (from + row) * width;
            // Four sums, so that one addition need not wait for the other.
            double first = 0;
            double second = 0;
            double third = 0;
            double fourth = 0;
            int column = 0;
            for (; column + 3 < width; column += 4) {
                first += matrix[at + column] * input[column];
                second += matrix[at + column + 1] * input[column + 1];
                third += matrix[at + column + 2] * input[column + 2];
                fourth += matrix[at + column + 3] * input[column + 3];
            }
            for (; column < width; column++) {
                first += matrix[at + column] * input[column];
            }
            out[row] = first + second + third + fourth + bias[from + row];
        }
        return out;
    }

    /** Layer normalisation with tensors {@code name.weight} and {@code name.bias}. */
    double[] layerNorm(String name, double[] input) {
        float[] scale = tensor(name + ".weight");
        float[] shift = tensor(name + ".bias");
        double mean = Arrays.stream(input).average().orElseThrow();
        double variance = Arrays.stream(input)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double deviation = Math.sqrt(variance + NORM_EPSILON);
        double[] out = new double[input.length];
        Arrays.setAll(out, i -> (input[i] - mean) / deviation * scale[i] + shift[i]);
        return out;
    }

    /** The exact form, x Φ(x). */
    static double[] gelu(double[] input) {
        return Arrays.stream(input)
                .map(x -> 0.5 * x * (1 + Erf.erf(x / Math.sqrt(2))))
                .toArray();
    }

    static double[] relu(double[] input) {
        return Arrays.stream(input).map(x -> Math.max(0, x)).toArray();
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double[] softmax(double[] scores) {
        double largest = Arrays.stream(scores).max().orElseThrow();
        double[] powers =
                Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    static double dot(double[] a, int at, double[] b, int otherAt, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[at + i] * b[otherAt + i];
        }
        return sum;
    }

    static double[] plus(double[] a, double[] b) {
        double[] out = new double[a.length];
        Arrays.setAll(out, i -> a[i] + b[i]);
        return out;
    }

    /** To length one; zero stays zero. */
    static double[] unit(double[] vector) {
        double norm = Math.max(UNIT_EPSILON, Math.sqrt(dot(vector, 0, vector, 0, vector.length)));
        return Arrays.stream(vector).map(value -> value / norm).toArray();
    }

    /** The weighted sum of vectors. */
    static double[] mix(double[][] vectors, double[] shares) {
        double[] out = new double[vectors[0].length];
        for (int step = 0; step < vectors.length; step++) {
            for (int i = 0; i < out.length; i++) {
                out[i] += shares[step] * vectors[step][i];
            }
        }
        return out;
    }

    static double[] joined(double[] a, double[] b) {
        double[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
