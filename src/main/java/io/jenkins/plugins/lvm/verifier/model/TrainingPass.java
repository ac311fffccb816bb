package io.jenkins.plugins.lvm.verifier.model;

import java.nio.FloatBuffer;
import java.util.List;

/** A forward definition in training mode: with dropout, whose random numbers a seed decides. For one caller at a time. */
public final class TrainingPass implements AutoCloseable {
    private final TorchDevice device;
    private final ForwardPass forward;

    /**
     * Puts the weights on the device.
     *
     * @param definition fits these weights
     * @param rate share of the components that are dropped, above 0 and below 1
     */
    public TrainingPass(FittingDefinition definition, Weights weights, TorchDevice device, double rate) {
        this.device = device.inOneThread();
        this.forward = new ForwardPass(List.of(definition), weights, this.device);
        forward.drop(new Dropout((float) rate));
    }

    /** Whether dropout stands in this definition, and where it does is known. */
    public static boolean knows(FittingDefinition definition) {
        return Dropout.concerns(definition);
    }

    /** Begins the sequence of random numbers anew. */
    public void seed(int seed) {
        device.seed(seed);
    }

    /**
     * Predicts with components dropped at random.
     *
     * @param contexts [batch, contextLength, vectorDim], without positional components
     * @return [batch, vectorDim] in row-major order
     */
    public float[] predict(FloatBuffer contexts, int batch, int contextLength) {
        return forward.predict(contexts, batch, contextLength)[0];
    }

    @Override
    public void close() {
        forward.close();
    }
}
