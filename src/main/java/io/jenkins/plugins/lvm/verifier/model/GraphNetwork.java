package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxSession;
import java.nio.FloatBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX graph as a network. ONNX Runtime computes it; contexts and predictions pass through the memory of the host.
 *
 * @param session null as long as nothing is to be computed
 */
record GraphNetwork(BoundGraph graph, @Nullable OnnxSession session) implements Network {
    @Override
    public int inputDim() {
        return graph.context().inputDim();
    }

    @Override
    public int outputDim() {
        return graph.vectorDim();
    }

    @Override
    public ContextLengths contextLengths() {
        int length = graph.context().length();
        return length == 0 ? ContextLengths.atLeast(1) : ContextLengths.exactly(length);
    }

    @Override
    public Set<String> idleParameters() {
        return graph.idle();
    }

    @Override
    public boolean readsRows() {
        return !graph.rows().isEmpty();
    }

    @Override
    public boolean sharesWeights() {
        return false;
    }

    @Override
    public Network with(Weights weights, TorchDevice device) {
        return new GraphNetwork(graph, new OnnxSession(graph, weights.complete(), card(device)));
    }

    /** What the report says of the device has to be true of the graph as well. */
    private static int card(TorchDevice device) {
        if (device.used().equals("cpu")) {
            return -1;
        }
        if (!device.isCuda() || !OnnxSession.hasCuda()) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    "This build of ONNX Runtime computes on the CPU only, not on " + device + ".",
                    "Choose the device cpu, or put onnxruntime_gpu of the same version in place of onnxruntime.");
        }
        return device.number();
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    @Override
    public NDArray forward(NDArray contexts, DeviceWeights weights) {
        if (session == null) {
            throw new IllegalStateException("the graph has no weights yet");
        }
        if (contexts.getDataType() != DataType.FLOAT32) {
            throw new VerifierException(
                    Reason.USAGE,
                    "An ONNX graph is computed in float32 only.",
                    "Leave out precision (--precision float64).");
        }
        Shape shape = contexts.getShape();
        int batch = Math.toIntExact(shape.get(0));
        float[] predicted =
                session.predict(FloatBuffer.wrap(contexts.toFloatArray()), batch, Math.toIntExact(shape.get(1)));
        return contexts.getManager().create(predicted, new Shape(batch, graph.vectorDim()));
    }
}
