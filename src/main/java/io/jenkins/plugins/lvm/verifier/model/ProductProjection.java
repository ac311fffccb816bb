package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.SplittableRandom;

/**
 * One matrix and its bias, projected on a random vector: on all of its components, or where they are many on those of one block after the
 * other, a block for each product, since a row that is another row's is another in each of them. What the projection finds suspicious is decided by a bound on the errors of
 * float32, so that a sound product is never accused; what that explains is in order from then on. For one caller at a time.
 */
final class ProductProjection {
    /** Relative difference that needs no explanation. */
    private static final double UNSUSPICIOUS = 1e-5;
    /** Half the distance from 1 to the next float. */
    private static final double UNIT_ROUNDOFF = 0x1p-24;
    /** Sums beyond this may overflow on the way. */
    private static final double NEAR_OVERFLOW = 1e37;
    /** Below the smallest normal number, which some kernels take for zero. */
    private static final double UNDERFLOW = 1e-37;
    /** Components that are projected at a time; to read more of large products would cost more than is gained. */
    private static final int BLOCK = 128;
    /** Rows that are computed one by one before this gives up: of numbers that overflow there is nothing to tell. */
    private static final int MOST_EXPLAINED = 64;

    private final NDArray weight;
    private final NDArray bias;
    private final int in;
    private final Block[] blocks;
    private int next;
    private double scale;
    private double allowed;
    private double largest;
    private int explained;
    private boolean blind;

    /**
     * @param weight [out, in]
     * @param bias [out]
     */
    ProductProjection(NDArray weight, NDArray bias) {
        this.weight = weight;
        this.bias = bias;
        int out = Math.toIntExact(weight.getShape().get(0));
        this.in = Math.toIntExact(weight.getShape().get(1));
        float[] biases = bias.toFloatArray();
        this.blocks = new Block[Math.max(1, out / BLOCK)];
        for (int i = 0; i < blocks.length; i++) {
            int from = (int) ((long) out * i / blocks.length);
            int to = (int) ((long) out * (i + 1) / blocks.length);
            blocks[i] = block(from, to, biases);
            for (float value : blocks[i].ofInput().toFloatArray()) {
                blind |= !(Math.abs(value) < NEAR_OVERFLOW);
            }
            blind |= !(Math.abs(blocks[i].constant()) < NEAR_OVERFLOW);
        }
    }

    /**
     * Some components of the product.
     *
     * @param columns which they are
     * @param ofOutput what they are multiplied by
     * @param ofInput what the input is multiplied by instead
     * @param constant of the bias
     */
    private record Block(NDIndex columns, NDArray ofOutput, NDArray ofInput, double constant) {}

    private Block block(int from, int to, float[] biases) {
        float[] direction = direction(to - from);
        double constant = 0;
        for (int i = from; i < to; i++) {
            constant += (double) biases[i] * direction[i - from];
        }
        NDArray ofOutput = weight.getManager().create(direction, new Shape(direction.length));
        try (NDArray rows = weight.get(new NDIndex("{}:{}", from, to))) {
            NDArray ofInput = ofOutput.matMul(rows);
            ofInput.attach(weight.getManager());
            return new Block(new NDIndex("..., {}:{}", from, to), ofOutput, ofInput, constant);
        }
    }

    /** Of either sign, and none so small that an error in its component would be lost, nor two the same. */
    private static float[] direction(int size) {
        SplittableRandom random = new SplittableRandom(size);
        float[] direction = new float[size];
        for (int i = 0; i < size; i++) {
            float magnitude = 0.5f + (float) random.nextDouble();
            direction[i] = random.nextBoolean() ? magnitude : -magnitude;
        }
        return direction;
    }

    boolean isOf(NDArray matrix, NDArray itsBias) {
        return weight == matrix && bias == itsBias;
    }

    /** Whether every row was looked at. */
    boolean saw() {
        return !blind;
    }

    /** Relative to the products' size. */
    double largest() {
        return scale == 0 ? 0 : largest / scale;
    }

    /** Relative to the products' size. */
    double tolerance() {
        return scale == 0 ? UNSUSPICIOUS : allowed / scale;
    }

    /**
     * Looks at a product.
     *
     * @param input [.., in]
     * @param product [.., out]
     * @throws VerifierException if a row of it is wrong
     */
    void hold(NDArray input, NDArray product) {
        if (blind) {
            return;
        }
        Block block = blocks[next];
        next = (next + 1) % blocks.length;
        float[] differences;
        try (NDArray expected = input.matMul(block.ofInput());
                NDArray found = projected(product, block)) {
            if (scale == 0) {
                scale = size(found.toFloatArray());
                allowed = Math.max(allowed, UNSUSPICIOUS * scale);
            }
            differences = expected.subi(found).toFloatArray();
        }
        double worst = 0;
        for (int row = 0; row < differences.length && !blind; row++) {
            double difference = Math.abs(differences[row] + block.constant());
            if (!(difference <= allowed)) {
                explain(input, product, row);
                blind = ++explained > MOST_EXPLAINED;
                if (Double.isFinite(difference)) {
                    allowed = 2 * difference;
                }
            }
            worst = Double.isFinite(difference) ? Math.max(worst, difference) : worst;
        }
        largest = Math.max(largest, worst);
    }

    private NDArray projected(NDArray product, Block block) {
        if (blocks.length == 1) {
            return product.matMul(block.ofOutput());
        }
        try (NDArray columns = product.get(block.columns())) {
            return columns.matMul(block.ofOutput());
        }
    }

    /** Root of the mean square of what is finite. */
    private static double size(float[] values) {
        double squares = 0;
        int count = 0;
        for (float value : values) {
            if (Float.isFinite(value)) {
                squares += (double) value * value;
                count++;
            }
        }
        return count == 0 ? 0 : Math.sqrt(squares / count);
    }

    /**
     * Computes a row in float64, from which float32 may differ by γ = n u / (1 - n u) times the sum of the terms' magnitudes, in whatever
     * order it adds them.
     *
     * @see <a href="https://doi.org/10.1137/1.9780898718027">N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1</a>
     */
    private void explain(NDArray input, NDArray product, int row) {
        float[] given = row(input, row);
        float[] made = row(product, row);
        float[] matrix = weight.toFloatArray();
        float[] biases = bias.toFloatArray();
        double gamma = (in + 2) * UNIT_ROUNDOFF / (1 - (in + 2) * UNIT_ROUNDOFF);
        for (int out = 0; out < made.length; out++) {
            double sum = biases[out];
            double magnitudes = Math.abs(sum);
            for (int i = 0; i < in; i++) {
                double term = (double) matrix[out * in + i] * given[i];
                sum += term;
                magnitudes += Math.abs(term);
            }
            if (magnitudes < NEAR_OVERFLOW && !(Math.abs(made[out] - sum) <= gamma * magnitudes + in * UNDERFLOW)) {
                throw new VerifierException(
                        Reason.SELF_CHECK,
                        "A product of " + made.length + " components was not computed rightly: component " + out
                                + " of row " + row + " of a batch is " + made[out] + " in place of " + (float) sum
                                + ", so there is no verdict.");
            }
        }
    }

    private static float[] row(NDArray rows, int row) {
        long width = rows.getShape().get(rows.getShape().dimension() - 1);
        try (NDArray flat = rows.reshape(-1, width);
                NDArray one = flat.get(row)) {
            return one.toFloatArray();
        }
    }
}
