package io.jenkins.plugins.lvm.verifier.score;

/** Arithmetic on single vectors inside row-major arrays, in double. */
public final class Vectors {
    private Vectors() {}

    public static double norm(final float[] values, final int from, final int dimension) {
        return Math.sqrt(dot(values, from, values, from, dimension));
    }

    /** 0 if one of them is zero or not finite. */
    public static double cosine(
            final float[] first, final int at, final float[] second, final int otherAt, final int dimension) {
        final double norms = norm(first, at, dimension) * norm(second, otherAt, dimension);
        return norms > 0 && Double.isFinite(norms) ? dot(first, at, second, otherAt, dimension) / norms : 0;
    }

    private static double dot(
            final float[] first, final int at, final float[] second, final int otherAt, final int dimension) {
        double sum = 0;
        for (int i = 0; i < dimension; i++) {
            sum += (double) first[at + i] * second[otherAt + i];
        }
        return sum;
    }
}
