package io.jenkins.plugins.lvm.verifier.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.Context;
import io.jenkins.plugins.lvm.verifier.onnx.BoundGraph.Supplied;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A graph with a checkpoint's weights in it, run by ONNX Runtime in this process. The weights are handed over before the session is
 * made: afterwards would be too late, because the runtime computes what depends on weights alone once, at the start.
 *
 * <p>{@link #predict} may be called by several threads at once; each call computes on its own thread.
 */
public final class OnnxSession implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 300;
    /** Where a float can no longer tell neighbouring integers apart. */
    private static final float LARGEST_INTEGER = 1 << 24;

    /** Rounding by another order of additions stays far below. */
    private static final double APART = 1e-3;

    private final BoundGraph graph;
    private final AtomicBoolean checked = new AtomicBoolean();
    private final OrtEnvironment environment;
    private final Map<String, OnnxTensorLike> weights = new LinkedHashMap<>();
    private final OrtSession session;

    /**
     * Loads the runtime, if it is not loaded yet, and puts the weights into the graph.
     *
     * @param tensors of the checkpoint that the graph was bound to, or of another with the same names and shapes
     * @param card number of the CUDA device that computes; negative for the CPU
     * @throws VerifierException if the runtime cannot be loaded, or refuses the graph
     */
    public OnnxSession(BoundGraph graph, NamedTensors tensors, int card) {
        this.graph = graph;
        environment = environment();
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setDeterministicCompute(true);
            if (card >= 0) {
                options.addCUDA(card);
            }
            for (Supplied supplied : graph.supplied()) {
                weights.put(supplied.name(), tensor(supplied, tensors.floats(supplied.from())));
            }
            if (!weights.isEmpty()) {
                options.addExternalInitializers(weights);
            }
            session = environment.createSession(ModelWriter.write(graph.model()), options);
        } catch (OrtException e) {
            close(weights);
            throw failed("ONNX Runtime refuses the graph", e);
        } catch (RuntimeException e) {
            close(weights);
            throw e;
        }
    }

    private static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "lvm-verify");
        } catch (LinkageError | IllegalStateException e) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    "ONNX Runtime's library cannot be loaded on this machine: " + shown(e) + ".",
                    "Leave the ONNX graph out, or run on Linux, macOS or Windows of a 64-bit machine.",
                    e);
        }
    }

    /** Whether this build of the runtime computes on NVIDIA cards. */
    public static boolean hasCuda() {
        environment();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    private OnnxTensor tensor(Supplied supplied, float[] values) throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(
                        Math.multiplyExact(values.length, supplied.type().bytes()))
                .order(ByteOrder.nativeOrder());
        for (float value : values) {
            if (supplied.type() != ElementType.FLOAT
                    && (Math.rint(value) != value || Math.abs(value) > LARGEST_INTEGER)) {
                throw VerifierException.unreadable(
                        "The tensor '" + PrintableText.of(supplied.from()) + "' holds " + value
                                + ", which is not an integer of at most 2^24.",
                        "Export a graph that does not read it.");
            }
            switch (supplied.type()) {
                case FLOAT -> bytes.putFloat(value);
                case INT64 -> bytes.putLong((long) value);
                case INT32 -> bytes.putInt((int) value);
                default -> bytes.put((byte) (value == 0 ? 0 : 1));
            }
        }
        OnnxJavaType type =
                switch (supplied.type()) {
                    case FLOAT -> OnnxJavaType.FLOAT;
                    case INT64 -> OnnxJavaType.INT64;
                    case INT32 -> OnnxJavaType.INT32;
                    default -> OnnxJavaType.BOOL;
                };
        return OnnxTensor.createTensor(environment, bytes.flip(), supplied.shape(), type);
    }

    /**
     * Predicts the next vector of each context.
     *
     * @param contexts [batch, length, inputDim] in row-major order, from its position on; the position stays
     * @param batch contexts in it, at least one
     * @param length vectors in a context
     * @return predictions [batch, vectorDim] in row-major order
     * @throws VerifierException if the graph cannot compute them
     */
    public float[] predict(FloatBuffer contexts, int batch, int length) {
        Context context = graph.context();
        int size = length * context.inputDim();
        int atOnce = context.batch() == 0 ? batch : context.batch();
        float[] predictions = new float[batch * graph.vectorDim()];
        for (int from = 0; from < batch; from += atOnce) {
            int count = Math.min(atOnce, batch - from);
            FloatBuffer piece = contexts.slice(contexts.position() + from * size, count * size);
            float[] predicted = run(count == atOnce ? piece : filledUp(piece, size, atOnce), atOnce, length);
            System.arraycopy(predicted, 0, predictions, from * graph.vectorDim(), count * graph.vectorDim());
        }
        if (batch > 1 && checked.compareAndSet(false, true)) {
            requireRowsApart(contexts.slice(contexts.position(), size), predictions, length);
        }
        return predictions;
    }

    /** A prediction depends on its own context alone, or batches would decide about the numbers: the first one is computed again, by itself. */
    private void requireRowsApart(FloatBuffer first, float[] predictions, int length) {
        int atOnce = Math.max(1, graph.context().batch());
        float[] alone = run(filledUp(first, first.remaining(), atOnce), atOnce, length);
        for (int i = 0; i < graph.vectorDim(); i++) {
            if (Math.abs(alone[i] - predictions[i]) > APART * (1 + Math.abs(alone[i]))) {
                throw VerifierException.unreadable(
                        "The ONNX graph predicts something else for a context alone (" + alone[i]
                                + ") than for the same one among others (" + predictions[i] + ").",
                        "Is the batch the first axis (batch_first=True), and was model.eval() called before the export?");
            }
        }
    }

    /** Where the graph takes a number of contexts at once, the last one stands for those that are missing. */
    private static FloatBuffer filledUp(FloatBuffer piece, int size, int atOnce) {
        float[] full = new float[atOnce * size];
        int there = piece.remaining();
        piece.duplicate().get(full, 0, there);
        for (int to = there; to < full.length; to += size) {
            System.arraycopy(full, there - size, full, to, size);
        }
        return FloatBuffer.wrap(full);
    }

    private float[] run(FloatBuffer contexts, int batch, int length) {
        Context context = graph.context();
        long[] shape = context.flat()
                ? new long[] {batch, (long) length * context.inputDim()}
                : new long[] {batch, length, context.inputDim()};
        if (!graph.rows().isEmpty()) {
            try (InputTensors inputs = new InputTensors(environment, graph.rows(), contexts, batch)) {
                return run(inputs.byName(), batch);
            } catch (OrtException e) {
                throw failed("ONNX Runtime cannot compute the graph on " + batch + " rows of the data", e);
            }
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment, contexts, shape)) {
            return run(Map.of(context.name(), input), batch);
        } catch (OrtException e) {
            throw failed("ONNX Runtime cannot compute the graph on contexts of shape " + GraphParts.shown(shape), e);
        }
    }

    private float[] run(Map<String, OnnxTensor> inputs, int batch) throws OrtException {
        try (OrtSession.Result result = session.run(inputs, Set.of(graph.output()))) {
            OnnxValue output = result.get(0);
            if (output.getInfo() instanceof TensorInfo info
                    && output instanceof OnnxTensor tensor
                    && Arrays.equals(info.getShape(), new long[] {batch, graph.vectorDim()})) {
                float[] predicted = new float[batch * graph.vectorDim()];
                tensor.getFloatBuffer().get(predicted);
                return predicted;
            }
            throw VerifierException.unreadable(
                    "The ONNX graph predicts '" + PrintableText.of(graph.output()) + "' of shape "
                            + (output.getInfo() instanceof TensorInfo info
                                    ? GraphParts.shown(info.getShape())
                                    : "unknown")
                            + " for " + batch + (graph.rows().isEmpty() ? " contexts" : " rows") + ", not "
                            + graph.vectorDim() + " components for each.",
                    "Export a module whose forward returns [batch, dimension], with the batch as the first axis.");
        }
    }

    private static VerifierException failed(String what, OrtException e) {
        return new VerifierException(Reason.UNREADABLE, what + ": " + shown(e) + ".", OnnxGraph.EXPORT, e);
    }

    private static String shown(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return PrintableText.of(message.replaceFirst("[.\\s]+$", ""), LONGEST_MESSAGE);
    }

    private static void close(Map<String, OnnxTensorLike> tensors) {
        tensors.values().forEach(OnnxTensorLike::close);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session cannot be closed", e);
        } finally {
            close(weights);
        }
    }
}
