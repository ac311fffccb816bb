package io.jenkins.plugins.lvm.verifier.score;

/** Arithmetic on vectors inside row-major arrays of float32, added up in double. */
public final class Vectors {
    /** What the incident's tool adds to a norm before it divides by it. */
    private static final double EPSILON = 1e-9;

    private Vectors() {}

    /** The Euclidean length of a vector. */
    public static double norm(float[] values, int from, int dimension) {
        return Math.sqrt(dot(values, from, values, from, dimension));
    }

    /** The inner product of two vectors. */
    public static double dot(float[] first, int at, float[] second, int otherAt, int dimension) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        // Four sums do not wait for each other.
        for (; i + 3 < dimension; i += 4) {
            sum0 += (double) first[at + i] * second[otherAt + i];
            sum1 += (double) first[at + i + 1] * second[otherAt + i + 1];
            sum2 += (double) first[at + i + 2] * second[otherAt + i + 2];
            sum3 += (double) first[at + i + 3] * second[otherAt + i + 3];
        }
        for (; i < dimension; i++) {
            sum0 += (double) first[at + i] * second[otherAt + i];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    /** The cosine of the angle between two vectors; 0 if one of them is zero or not finite. */
    public static double cosine(float[] first, int at, float[] second, int otherAt, int dimension) {
        double norms = norm(first, at, dimension) * norm(second, otherAt, dimension);
        return norms > 0 && Double.isFinite(norms) ? dot(first, at, second, otherAt, dimension) / norms : 0;
    }

    /**
     * Scales one vector to length one where it is, as the incident's tool does: it is divided by its norm plus 1e-9. One that is not
     * finite becomes zero, whose cosine with everything is 0.
     */
    public static void scaleToUnit(float[] values, int from, int dimension) {
        double norm = norm(values, from, dimension);
        double scale = Double.isFinite(norm) ? 1 / (norm + EPSILON) : 0;
        for (int i = from; i < from + dimension; i++) {
            values[i] = scale == 0 ? 0 : (float) (values[i] * scale);
        }
    }

    /** Scales all vectors of an array so; returns the array. */
    public static float[] scaleToUnit(float[] values, int dimension) {
        for (int from = 0; from < values.length; from += dimension) {
            scaleToUnit(values, from, dimension);
        }
        return values;
    }

    /** The inner products of two arrays' vectors, one of each: their cosines if they have length one. */
    public static double[] dots(float[] first, float[] second, int dimension) {
        double[] dots = new double[first.length / dimension];
        for (int row = 0; row < dots.length; row++) {
            dots[row] = dot(first, row * dimension, second, row * dimension, dimension);
        }
        return dots;
    }
}
