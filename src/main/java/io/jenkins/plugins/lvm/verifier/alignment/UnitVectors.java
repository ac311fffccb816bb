package io.jenkins.plugins.lvm.verifier.alignment;

/** Scales vectors inside row-major arrays to length one, as the incident's tool does: each is divided by its norm plus 1e-9. */
final class UnitVectors {
    private static final double EPSILON = 1e-9;

    private UnitVectors() {}

    /** Scales one vector where it is; one that is not finite becomes zero, whose cosine with everything is 0. */
    static void normalize(final float[] values, final int from, final int dimension) {
        final double norm = Math.sqrt(dot(values, from, values, from, dimension));
        final double scale = Double.isFinite(norm) ? 1 / (norm + EPSILON) : 0;
        for (int i = from; i < from + dimension; i++) {
            values[i] = scale == 0 ? 0 : (float) (values[i] * scale);
        }
    }

    /** Scales all vectors of an array. */
    static float[] normalize(final float[] values, final int dimension) {
        for (int from = 0; from < values.length; from += dimension) {
            normalize(values, from, dimension);
        }
        return values;
    }

    /** Cosines of unit vectors, row by row. */
    static double[] cosines(final float[] first, final float[] second, final int dimension) {
        final double[] cosines = new double[first.length / dimension];
        for (int row = 0; row < cosines.length; row++) {
            cosines[row] = dot(first, row * dimension, second, row * dimension, dimension);
        }
        return cosines;
    }

    /** The inner product of two vectors. */
    static double dot(final float[] first, final int at, final float[] second, final int otherAt, final int dimension) {
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
}
