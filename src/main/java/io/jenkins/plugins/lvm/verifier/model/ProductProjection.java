package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One matrix, projected on a random vector: on all of its components, or where they are many on those of one block after the
 * other, a block for each product, since a row that is another row's is another in each of them. What the projection finds suspicious is decided by a bound on the errors of
 * float32, so that a sound product is never accused; what that explains is in order from then on. Safe for use by several lanes.
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
    private final int in;
    private final Block[] blocks;
    private final AtomicInteger next = new AtomicInteger();
    /** By the bias's own name in the library, and for each block. */
    private final Map<String, double[]> constants = new ConcurrentHashMap<>();

    private double scale;
    private double allowed;
    private double largest;
    private int explained;
    private boolean blind;

    /** @param weight [out, in], which stays as it is */
    ProductProjection(NDArray weight) {
        this.weight = weight;
        int out = Math.toIntExact(weight.getShape().get(0));
        this.in = Math.toIntExact(weight.getShape().get(1));
        this.blocks = new Block[Math.max(1, out / BLOCK)];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = block((int) ((long) out * i / blocks.length), (int) ((long) out * (i + 1) / blocks.length));
            for (float value : blocks[i].ofInput().toFloatArray()) {
                blind |= !(Math.abs(value) < NEAR_OVERFLOW);
            }
        }
    }

    /**
     * Some components of the product.
     *
     * @param from first of them
     * @param columns which they are
     * @param direction what they are multiplied by
     * @param ofOutput the same
     * @param ofInput what the input is multiplied by instead
     */
    private record Block(int from, NDIndex columns, float[] direction, NDArray ofOutput, NDArray ofInput) {}

    private Block block(int from, int to) {
        float[] direction = direction(to - from);
        NDArray ofOutput = weight.getManager().create(direction, new Shape(direction.length));
        try (NDArray rows = weight.get(new NDIndex("{}:{}", from, to))) {
            NDArray ofInput = ofOutput.matMul(rows);
            ofInput.attach(weight.getManager());
            return new Block(from, new NDIndex("..., {}:{}", from, to), direction, ofOutput, ofInput);
        }
    }

    /** What a bias adds to the projection on each block. */
    private double[] constants(NDArray bias) {
        return constants.computeIfAbsent(bias.getUid(), absent -> {
            float[] biases = bias.toFloatArray();
            double[] sums = new double[blocks.length];
            for (int i = 0; i < sums.length; i++) {
                float[] direction = blocks[i].direction();
                for (int k = 0; k < direction.length; k++) {
                    sums[i] += (double) biases[blocks[i].from() + k] * direction[k];
                }
            }
            return sums;
        });
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

    /** Whether every row was looked at. */
    synchronized boolean saw() {
        return !blind;
    }

    /** Relative to the products' size. */
    synchronized double largest() {
        return scale == 0 ? 0 : largest / scale;
    }

    /** Relative to the products' size. */
    synchronized double tolerance() {
        return scale == 0 ? UNSUSPICIOUS : allowed / scale;
    }

    /**
     * What a product has to be, from its input alone: to be asked before it is computed, while the input is still in the processor's memory.
     *
     * @param input [.., in]
     */
    Expected expected(NDArray input) {
        int number = Math.floorMod(next.getAndIncrement(), blocks.length);
        try (NDArray projected = input.matMul(blocks[number].ofInput())) {
            return new Expected(number, projected.toFloatArray());
        }
    }

    /**
     * What a product has to be.
     *
     * @param block number of the block that is looked at
     * @param values the projection of each row, without the bias
     */
    record Expected(int block, float[] values) {}

    /**
     * Looks at a product.
     *
     * @param input [.., in]
     * @param bias [out]
     * @param product [.., out]
     * @throws VerifierException if a row of it is wrong
     */
    void hold(Expected expected, NDArray input, NDArray bias, NDArray product) {
        float[] found;
        try (NDArray fromOutput = projected(product, blocks[expected.block()])) {
            found = fromOutput.toFloatArray();
        }
        compare(input, bias, product, expected.values(), found, constants(bias)[expected.block()]);
    }

    private synchronized void compare(
            NDArray input, NDArray bias, NDArray product, float[] expected, float[] found, double constant) {
        if (scale == 0) {
            scale = size(found);
            allowed = Math.max(allowed, UNSUSPICIOUS * scale);
        }
        for (int row = 0; row < found.length && !blind; row++) {
            double difference = Math.abs(expected[row] + constant - found[row]);
            if (!(difference <= allowed)) {
                explain(input, bias, product, row);
                blind = ++explained > MOST_EXPLAINED;
                if (Double.isFinite(difference)) {
                    allowed = 2 * difference;
                }
            }
            largest = Double.isFinite(difference) ? Math.max(largest, difference) : largest;
        }
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
    private void explain(NDArray input, NDArray bias, NDArray product, int row) {
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
                                + ", so nothing is judged.");
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
