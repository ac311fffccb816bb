package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Forward definitions with their weights on a device. Each batch of contexts is uploaded once for all of them. For one thread at a
 * time.
 */
public final class ForwardPass implements AutoCloseable {
    private final List<FittingDefinition> definitions;
    private final NDManager manager;
    private final DeviceWeights weights;
    private final DataType precision;
    private ByteBuffer staging = ByteBuffer.allocateDirect(0);

    /**
     * Puts the weights on the device, in float32.
     *
     * @param definitions those to run, which all fit these weights
     */
    public ForwardPass(final List<FittingDefinition> definitions, final Weights weights, final TorchDevice device) {
        this(definitions, weights, device, Precision.FLOAT32);
    }

    /**
     * Puts the weights on the device.
     *
     * @param definitions those to run, which all fit these weights
     */
    public ForwardPass(
            final List<FittingDefinition> definitions,
            final Weights weights,
            final TorchDevice device,
            final Precision precision) {
        this(definitions, weights, device, precision, manager -> fastest(manager, precision));
    }

    /**
     * Puts the weights on the device.
     *
     * @param operator makes the operator that multiplies by matrices
     */
    ForwardPass(
            final List<FittingDefinition> definitions,
            final Weights weights,
            final TorchDevice device,
            final Precision precision,
            final Function<NDManager, MatrixOperator> operator) {
        this.precision = precision.dataType();
        this.definitions = List.copyOf(definitions);
        if (this.definitions.isEmpty()) {
            throw new IllegalArgumentException("no forward definition to run");
        }
        final Set<String> names = new LinkedHashSet<>();
        this.definitions.forEach(definition -> names.addAll(definition.parameterNames()));
        manager = device.newManager();
        try {
            this.weights = new DeviceWeights(weights, names, manager, this.precision, operator.apply(manager));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** oneDNN multiplies float32 only. */
    static MatrixOperator fastest(final NDManager manager, final Precision precision) {
        if (precision != Precision.FLOAT32) {
            return MatrixOperator.DEFAULT;
        }
        return OneDnn.load(manager).<MatrixOperator>map(found -> found).orElse(MatrixOperator.DEFAULT);
    }

    /** The definitions that it runs. */
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    /**
     * Predicts by every definition.
     *
     * @param contexts [batch, contextLength, vectorDim] from its position on, without positional components; the position stays
     * @param batch contexts in it, at least one
     * @param contextLength vectors in a context
     * @return for each definition, in their order, the predictions [batch, vectorDim] in row-major order
     */
    public float[][] predict(final FloatBuffer contexts, final int batch, final int contextLength) {
        final float[][] predictions = new float[definitions.size()][];
        try (NDManager scope = manager.newSubManager()) {
            final int dim = definitions.get(0).vectorDim();
            final NDArray uploaded = upload(contexts, new Shape(batch, contextLength, dim), scope);
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = predict(definitions.get(i), uploaded);
            }
        }
        return predictions;
    }

    private float[] predict(final FittingDefinition definition, final NDArray contexts) {
        final Shape shape = contexts.getShape();
        if (shape.get(2) != definition.vectorDim()
                || !definition.contextLengths().allow((int) shape.get(1))) {
            throw new IllegalArgumentException(definition + " cannot take contexts of shape " + shape);
        }
        try (NDArray out = Steps.scoped(
                () -> definition.network().forward(withPosition(contexts, definition.positionalScale()), weights),
                contexts)) {
            if (!out.getShape().equals(new Shape(shape.get(0), shape.get(2)))) {
                throw new IllegalStateException(definition + " predicted an array of shape " + out.getShape());
            }
            return precision == DataType.FLOAT32 ? out.toFloatArray() : toFloats(out.toDoubleArray());
        }
    }

    private static float[] toFloats(final double[] values) {
        final float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Appends 0 to the oldest vector of a context, the scale to the newest, and evenly spaced values to those between. */
    private static NDArray withPosition(final NDArray contexts, final Double scale) {
        if (scale == null) {
            return contexts;
        }
        final long batch = contexts.getShape().get(0);
        final long length = contexts.getShape().get(1);
        final NDArray ramp = contexts.getManager()
                .linspace(0f, 1f, Math.toIntExact(length))
                .mul(scale.floatValue())
                .toType(contexts.getDataType(), false)
                .reshape(1, length, 1);
        return contexts.concat(ramp.broadcast(batch, length, 1), 2);
    }

    private NDArray upload(final FloatBuffer contexts, final Shape shape, final NDManager scope) {
        final int size = Math.toIntExact(shape.size());
        if (size == 0 || contexts.remaining() != size) {
            throw new IllegalArgumentException(
                    "contexts of shape " + shape + " need " + size + " numbers, not " + contexts.remaining());
        }
        final int bytes = Math.multiplyExact(size, Float.BYTES);
        if (staging.capacity() < bytes) {
            staging = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        // On a CPU the array reads from this buffer; nothing made from it outlives the batch.
        final ByteBuffer data = staging.slice(0, bytes).order(ByteOrder.nativeOrder());
        data.asFloatBuffer().put(contexts.duplicate());
        return scope.create(data, shape, DataType.FLOAT32).toType(precision, false);
    }

    /** How many arrays it holds on the device. */
    int arrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public void close() {
        manager.close();
    }
}
