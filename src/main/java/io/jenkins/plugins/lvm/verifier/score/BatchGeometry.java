package io.jenkins.plugins.lvm.verifier.score;

/**
 * Lengths and angles of the vectors of a batch as the data gives them, each computed once, in double, for all who look at it.
 */
public final class BatchGeometry {
    private final int length;
    private final double[] norms;
    private final double[] targetNorms;
    /** Of each context vector, its inner product with the target. */
    private final double[] targetProducts;
    /** Of each context vector but the first, its inner product with the one before. */
    private final double[] neighbourProducts;
    /** Of each row, the norm of the sum of its context vectors. */
    private final double[] sumNorms;

    /**
     * @param contexts row-major [rows, length, dimension]
     * @param targets row-major [rows, dimension]
     */
    public BatchGeometry(float[] contexts, float[] targets, int rows, int length, int dimension) {
        this.length = length;
        norms = new double[rows * length];
        targetNorms = new double[rows];
        targetProducts = new double[rows * length];
        neighbourProducts = new double[rows * length];
        sumNorms = new double[rows];
        for (int row = 0; row < rows; row++) {
            int target = row * dimension;
            targetNorms[row] = Vectors.norm(targets, target, dimension);
            for (int position = 0; position < length; position++) {
                int vector = row * length + position;
                int at = vector * dimension;
                norms[vector] = Vectors.norm(contexts, at, dimension);
                targetProducts[vector] = Vectors.dot(contexts, at, targets, target, dimension);
                neighbourProducts[vector] =
                        position == 0 ? 0 : Vectors.dot(contexts, at, contexts, at - dimension, dimension);
            }
            sumNorms[row] = sumNorm(contexts, row * length * dimension, dimension);
        }
    }

    private double sumNorm(float[] contexts, int from, int dimension) {
        double squares = 0;
        int end = from + length * dimension;
        for (int i = from; i < from + dimension; i++) {
            double sum = 0;
            for (int at = i; at < end; at += dimension) {
                sum += contexts[at];
            }
            squares += sum * sum;
        }
        return Math.sqrt(squares);
    }

    /** Length of a context vector. */
    public double norm(int row, int position) {
        return norms[row * length + position];
    }

    /** Length of a target. */
    public double targetNorm(int row) {
        return targetNorms[row];
    }

    /** Cosine of a context vector with the one before it, which has to exist. */
    public double withNeighbour(int row, int position) {
        return cosine(neighbourProducts[row * length + position], norm(row, position), norm(row, position - 1), 0);
    }

    /** Cosine of a context vector with the target. */
    public double withTarget(int row, int position) {
        return cosine(targetProducts[row * length + position], norm(row, position), targetNorm(row), 0);
    }

    /** What copying the last context vector reaches, as a trainer would measure it. */
    public double copyLast(int row) {
        int last = row * length + length - 1;
        return cosine(targetProducts[last], norms[last], targetNorm(row), RowScorer.EPSILON);
    }

    /** What the mean of the context reaches, as a trainer would measure it. */
    public double contextMean(int row) {
        double product = 0;
        for (int position = 0; position < length; position++) {
            product += targetProducts[row * length + position];
        }
        return cosine(product / length, sumNorms[row] / length, targetNorm(row), RowScorer.EPSILON);
    }

    private static double cosine(double product, double one, double other, double epsilon) {
        double norms = (one + epsilon) * (other + epsilon);
        return norms > 0 && Double.isFinite(norms) ? product / norms : 0;
    }
}
