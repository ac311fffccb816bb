package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;

/** Applies a matrix and a bias, which is where nearly all the time goes. */
interface MatrixOperator {

    /** The reference: libtorch's default. */
    MatrixOperator DEFAULT = (input, weight, bias) ->
            input.getNDArrayInternal().linear(input, weight, bias).head();

    /**
     * Multiplies and adds.
     *
     * @param input [.., in]
     * @param weight [out, in], as it is or {@link #packed}
     * @param bias [out]
     * @return [.., out], attached to the manager of {@code input}
     */
    NDArray apply(NDArray input, NDArray weight, NDArray bias);

    /**
     * Whether it has a layout of its own for a matrix, in which it multiplies faster.
     *
     * @param weight [out, in]
     */
    default boolean packs(NDArray weight) {
        return false;
    }

    /**
     * A matrix in the operator's own layout, for no other use than by {@link #apply}; it has to {@linkplain #packs have one}.
     *
     * @param weight [out, in]
     */
    default NDArray packed(NDArray weight) {
        return weight;
    }

    /** The same, which leaves matrices as they are. */
    default MatrixOperator unpacked() {
        return isDefault() ? this : (input, weight, bias) -> apply(input, weight, bias);
    }

    /** Whether it is libtorch's default that multiplies. */
    default boolean isDefault() {
        return this == DEFAULT;
    }
}
