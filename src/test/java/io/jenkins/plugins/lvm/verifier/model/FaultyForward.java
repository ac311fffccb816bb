package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Forward passes whose kernel, the multiplication by a matrix, has a fault. */
public final class FaultyForward {
    private FaultyForward() {}

    /** What is wrong with the kernel. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** One number of each matrix is another. */
        WRONG_WEIGHT,
        /** The results of one call, or of all, are too large by a half. */
        WRONG_BATCH,
        /** Two neighbouring rows of every result are exchanged. */
        SWAPPED_ROWS
    }

    /**
     * A pass with a fault in every product.
     *
     * @param where row of the weight, number of the call or -1 for all, or first of the exchanged rows
     */
    public static ForwardPass of(
            FittingDefinition definition, Weights weights, TorchDevice device, Fault fault, int where) {
        AtomicInteger calls = new AtomicInteger();
        MatrixOperator faulty =
                (input, matrix, bias) -> fault == Fault.WRONG_BATCH && where >= 0 && calls.getAndIncrement() != where
                        ? MatrixOperator.DEFAULT.apply(input, matrix, bias)
                        : wrong(fault, where, input, matrix, bias);
        return new ForwardPass(List.of(definition), weights, device, Precision.FLOAT32, manager -> faulty);
    }

    /**
     * A pass that watches itself, whose kernel fails once.
     *
     * @param where row of the weight, or first of the exchanged rows
     * @param call number of the product that is wrong
     */
    public static ForwardPass verified(
            FittingDefinition definition, Weights weights, TorchDevice device, Fault fault, int where, int call) {
        AtomicInteger calls = new AtomicInteger();
        MatrixOperator faulty = (input, matrix, bias) -> calls.getAndIncrement() == call
                ? wrong(fault, where, input, matrix, bias)
                : MatrixOperator.DEFAULT.apply(input, matrix, bias);
        return ForwardPass.verified(List.of(definition), weights, device, manager -> faulty);
    }

    /** How many products by a matrix a pass over one batch takes. */
    static int products(
            FittingDefinition definition, Weights weights, TorchDevice device, FloatBuffer contexts, int batch) {
        AtomicInteger calls = new AtomicInteger();
        MatrixOperator counting = (input, matrix, bias) -> {
            calls.incrementAndGet();
            return MatrixOperator.DEFAULT.apply(input, matrix, bias);
        };
        try (ForwardPass pass = ForwardPass.verified(List.of(definition), weights, device, manager -> counting)) {
            pass.predict(contexts, batch, contexts.remaining() / batch / definition.contextWidth());
        }
        return calls.get();
    }

    private static NDArray wrong(Fault fault, int where, NDArray input, NDArray matrix, NDArray bias) {
        NDArray used = matrix;
        if (fault == Fault.WRONG_WEIGHT) {
            long row = where % matrix.getShape().get(0);
            used = matrix.duplicate();
            used.set(new NDIndex("{}, 0", row), used.getFloat(row, 0) + 1f);
        }
        NDArray result = MatrixOperator.DEFAULT.apply(input, used, bias);
        if (fault == Fault.WRONG_BATCH) {
            return result.add(0.5f);
        }
        return fault == Fault.SWAPPED_ROWS && result.getShape().get(0) > where + 1 ? swapped(result, where) : result;
    }

    private static NDArray swapped(NDArray result, int where) {
        NDList parts = new NDList();
        if (where > 0) {
            parts.add(result.get(new NDIndex(":{}", where)));
        }
        parts.add(result.get(new NDIndex("{}:{}", where + 1, where + 2)));
        parts.add(result.get(new NDIndex("{}:{}", where, where + 1)));
        if (where + 2 < result.getShape().get(0)) {
            parts.add(result.get(new NDIndex("{}:", where + 2)));
        }
        return NDArrays.concat(parts, 0);
    }
}
