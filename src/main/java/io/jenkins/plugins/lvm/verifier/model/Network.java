package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import java.util.Set;

/** A forward definition bound to the shapes of a state dict. It holds names and sizes only; the weights come with each call. */
interface Network {

    /** Components of one input vector. */
    int inputDim();

    /** Components of a prediction. */
    int outputDim();

    /** Lengths of context that it can take. */
    default ContextLengths contextLengths() {
        return ContextLengths.atLeast(1);
    }

    /** The width that attention heads share; 0 if it has none. */
    default int attentionWidth() {
        return 0;
    }

    /** The same with a value of the {@link OpenSize} that its definition leaves open. */
    default Network withOpenSize(final int value) {
        throw new IllegalStateException("the weights leave no size open");
    }

    /** The same weights in code that differs in one thing; the same network where that does not concern it. */
    default Network altered(Alteration alteration) {
        return this;
    }

    /** Names of the parameters that the forward pass does not read, without the prefix of a wrapper. */
    default Set<String> idleParameters() {
        return Set.of();
    }

    /** Whether it reads rows of other inputs than contexts, {@link #inputDim} packed numbers each. */
    default boolean readsRows() {
        return false;
    }

    /** Whether it takes its weights from {@link DeviceWeights}; otherwise it holds them itself once it is {@link #with}. */
    default boolean sharesWeights() {
        return true;
    }

    /**
     * The same with what it needs of its own to compute, which is to be closed.
     *
     * @param weights to which it was bound
     */
    default Network with(Weights weights, TorchDevice device) {
        return this;
    }

    /** Gives back what {@link #with} took. */
    default void close() {}

    /**
     * Predicts the next vector of each context.
     *
     * @param contexts [batch, length, inputDim]; intermediate results attach to its manager
     * @return [batch, outputDim], attached to the manager of {@code contexts}
     */
    NDArray forward(NDArray contexts, DeviceWeights weights);
}
