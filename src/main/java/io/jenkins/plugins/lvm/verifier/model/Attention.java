package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention as torch packs it: one matrix makes queries, keys and values.
 *
 * @param inWeight name of that matrix, [3 width, width]
 * @param inBias name of its bias
 * @param out projection of the result
 * @see <a href="https://arxiv.org/abs/1706.03762">A. Vaswani et al., Attention Is All You Need, 2017, section 3.2</a>
 */
record Attention(String inWeight, String inBias, Layer.Linear out) {

    static Attention bind(final ParameterBinder shapes, final String name, final int width) throws Misfit {
        shapes.tensor(name + ".in_proj_weight", 3 * width, width);
        shapes.tensor(name + ".in_proj_bias", 3 * width);
        return new Attention(
                shapes.name(name + ".in_proj_weight"),
                shapes.name(name + ".in_proj_bias"),
                shapes.linear(name + ".out_proj", width, width));
    }

    /**
     * What each query draws from the memory.
     *
     * @param queries [batch, n, width]
     * @param memory [batch, length, width]
     * @param mask added to the scores, [n, length]
     * @param heads how many; divides the width
     * @return [batch, n, width]
     */
    NDArray apply(
            final NDArray queries,
            final NDArray memory,
            final @Nullable NDArray mask,
            final int heads,
            final DeviceWeights weights) {
        return TimeSteps.scoped(() -> attended(queries, memory, mask, heads, weights), queries, memory);
    }

    private NDArray attended(
            NDArray queries, NDArray memory, @Nullable NDArray mask, int heads, DeviceWeights weights) {
        final int width = out.in();
        final NDArray query;
        final NDArray keysAndValues;
        if (queries == memory) {
            final NDArray all = weights.matrices().apply(memory, weights.matrix(inWeight), weights.get(inBias));
            query = all.get(new NDIndex("..., :{}", width));
            keysAndValues = all.get(new NDIndex("..., {}:", width));
        } else {
            query = weights.matrices().apply(queries, matrix(weights, 0, width), biases(weights, 0, width));
            keysAndValues = weights.matrices()
                    .apply(memory, matrix(weights, width, 3 * width), biases(weights, width, 3 * width));
        }
        return out.apply(
                mix(
                        query,
                        part(keysAndValues, 0, width),
                        part(keysAndValues, 1, width),
                        mask,
                        heads,
                        weights.dropout()),
                weights);
    }

    /**
     * Scaled dot-product attention in several heads.
     *
     * @param queries [batch, n, width]
     * @param keys [batch, length, width]
     * @param values [batch, length, width]
     * @param mask added to the scores, [n, length]
     * @param heads how many; divides the width
     * @param dropout of the shares
     * @return [batch, n, width]
     */
    static NDArray mix(
            NDArray queries, NDArray keys, NDArray values, @Nullable NDArray mask, int heads, Dropout dropout) {
        Shape shape = queries.getShape();
        double perHead = (double) shape.get(2) / heads;
        NDArray scores = split(queries.mul(1 / Math.sqrt(perHead)), heads)
                .matMul(split(keys, heads).swapAxes(2, 3));
        NDArray shares = (mask == null ? scores : scores.add(mask)).softmax(-1);
        return dropout.dropped(shares)
                .matMul(split(values, heads))
                .swapAxes(1, 2)
                .reshape(shape);
    }

    /** Minus infinity wherever a step would look into its future. */
    static NDArray causalMask(NDManager manager, long length) {
        int size = Math.toIntExact(length);
        float[] mask = new float[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = row + 1; column < size; column++) {
                mask[row * size + column] = Float.NEGATIVE_INFINITY;
            }
        }
        return manager.create(mask, new Shape(length, length));
    }

    /** One of several equal parts of the last axis, counted from 0. */
    static NDArray part(NDArray all, int number, int width) {
        return all.get(new NDIndex("..., {}:{}", (long) number * width, (number + 1L) * width));
    }

    /** [batch, n, width] to [batch, heads, n, width / heads]. */
    private static NDArray split(NDArray steps, int heads) {
        Shape shape = steps.getShape();
        return steps.reshape(shape.get(0), shape.get(1), heads, shape.get(2) / heads)
                .swapAxes(1, 2);
    }

    private NDArray matrix(DeviceWeights weights, int from, int to) {
        return weights.matrix(rows(inWeight, from, to), List.of(inWeight), inputs -> rows(inputs, from, to));
    }

    private NDArray biases(DeviceWeights weights, int from, int to) {
        return weights.derived(rows(inBias, from, to), List.of(inBias), inputs -> rows(inputs, from, to));
    }

    private static String rows(String name, int from, int to) {
        return name + "[" + from + ":" + to + "]";
    }

    private static NDArray rows(List<NDArray> tensor, int from, int to) {
        return tensor.get(0).get(new NDIndex("{}:{}", from, to));
    }
}
