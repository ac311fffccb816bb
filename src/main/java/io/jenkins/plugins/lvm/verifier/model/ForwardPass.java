package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.jenkins.plugins.lvm.verifier.contract.Futures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Forward definitions with their weights on a device. Each batch of contexts is uploaded once for all of them. On a CPU it is shared
 * out among as many lanes as there are threads, because whole operations side by side wait less for each other than the parts of
 * one do. For one caller at a time.
 */
public final class ForwardPass implements Predictor, AutoCloseable {
    private final List<FittingDefinition> definitions;
    private final List<Network> networks = new ArrayList<>();

    private final NDManager manager;
    private final List<Lane> lanes = new ArrayList<>();
    private final @Nullable ExecutorService workers;
    private final DataType precision;
    private final boolean tagged;
    private final int scorers;
    private final @Nullable VerifiedProducts products;
    private final Staging staging = new Staging();
    private @Nullable RowTags tags;

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
     * One that watches itself, as far as it costs little: on a CPU every product by a matrix is verified, and everywhere the engine says
     * which row is which.
     *
     * @param definitions those to run, which all fit these weights
     */
    public static ForwardPass verified(List<FittingDefinition> definitions, Weights weights, TorchDevice device) {
        return verified(definitions, weights, device, manager -> fastest(manager, Precision.FLOAT32));
    }

    /** One that leaves matrices as they are: to lay them out for the operator would not pay for few rows. */
    public static ForwardPass ofFewRows(List<FittingDefinition> definitions, Weights weights, TorchDevice device) {
        Precision single = Precision.FLOAT32;
        return new ForwardPass(definitions, weights, device, single, manager -> fastest(manager, single)
                .unpacked());
    }

    static ForwardPass verified(
            List<FittingDefinition> definitions,
            Weights weights,
            TorchDevice device,
            Function<NDManager, MatrixOperator> operator) {
        return new ForwardPass(
                definitions,
                weights,
                device,
                Precision.FLOAT32,
                device.isCpu() ? manager -> new VerifiedProducts(operator.apply(manager)) : operator,
                true);
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
        this(definitions, weights, device, precision, operator, false);
    }

    private ForwardPass(
            List<FittingDefinition> definitions,
            Weights weights,
            TorchDevice device,
            Precision precision,
            Function<NDManager, MatrixOperator> operator,
            boolean tagged) {
        this.tagged = tagged;
        this.scorers = device.scorers();
        this.precision = precision.dataType();
        this.definitions = List.copyOf(definitions);
        if (this.definitions.isEmpty()) {
            throw new IllegalArgumentException("no forward definition to run");
        }
        final Set<String> names = new LinkedHashSet<>();
        this.definitions.stream()
                .filter(definition -> definition.network().sharesWeights())
                .forEach(definition -> names.addAll(definition.parameterNames()));
        manager = device.newManager();
        try {
            this.definitions.forEach(
                    definition -> networks.add(definition.network().with(weights, device)));
            MatrixOperator multiplying = operator.apply(manager);
            products = multiplying instanceof VerifiedProducts verified ? verified : null;
            final DeviceWeights first = new DeviceWeights(weights, names, manager, this.precision, multiplying);
            lanes.add(new Lane(manager, first));
            while (lanes.size() < device.threads()) {
                final NDManager own = manager.newSubManager();
                lanes.add(new Lane(own, first.sharedWith(own)));
            }
        } catch (RuntimeException e) {
            networks.forEach(Network::close);
            manager.close();
            throw e;
        }
        workers = lanes.size() == 1
                ? null
                : Executors.newFixedThreadPool(lanes.size() - 1, work -> thread(work, "forward pass"));
    }

    /**
     * What one thread works with at a time. The first lane is the caller's.
     *
     * @param manager owns the arrays of a batch
     * @param weights shared memory, behind arrays of its own
     */
    private record Lane(NDManager manager, DeviceWeights weights) {}

    /** A thread that may predict: of whole operations, of which each uses one core. */
    public static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(
                () -> {
                    // Kept for each thread: oneDNN would give a new one all cores.
                    JniUtils.setNumThreads(1);
                    work.run();
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    /** oneDNN multiplies float32 only, and on the CPU. */
    static MatrixOperator fastest(final NDManager manager, final Precision precision) {
        if (precision != Precision.FLOAT32 || !Device.cpu().equals(manager.getDevice())) {
            return MatrixOperator.DEFAULT;
        }
        return OneDnn.load(manager).<MatrixOperator>map(found -> found).orElse(MatrixOperator.DEFAULT);
    }

    /** From now on as in training mode. */
    void drop(Dropout dropout) {
        lanes.forEach(lane -> lane.weights().with(dropout));
    }

    @Override
    public List<FittingDefinition> definitions() {
        return definitions;
    }

    @Override
    public float[][] predict(final FloatBuffer contexts, final int batch, final int contextLength) {
        requireShape(contexts.remaining(), batch, contextLength);
        return predicted(staging.copied(contexts), batch, contextLength);
    }

    @Override
    public float[][] predictInPlace(ByteBuffer contexts, int batch, int contextLength) {
        if (!contexts.isDirect() || contexts.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("the engine cannot read contexts where they are");
        }
        requireShape(contexts.remaining() / Float.BYTES, batch, contextLength);
        return predicted(contexts.slice(), batch, contextLength);
    }

    private float[][] predicted(ByteBuffer contexts, int batch, int contextLength) {
        final float[][] predictions = new float[definitions.size()][];
        Arrays.setAll(predictions, i -> new float[batch * definitions.get(i).vectorDim()]);
        tags = tagged ? RowTags.of(definitions.get(0), batch, contextLength) : null;
        final int used = Math.min(lanes.size(), batch);
        final List<CompletableFuture<Void>> others = new ArrayList<>();
        try {
            for (int i = 1; i < used; i++) {
                final Share share = new Share(lanes.get(i), contexts, from(i, used, batch), from(i + 1, used, batch));
                others.add(CompletableFuture.runAsync(() -> predict(share, contextLength, predictions), workers));
            }
            predict(new Share(lanes.get(0), contexts, 0, from(1, used, batch)), contextLength, predictions);
        } finally {
            // They read the contexts, and weights that the caller may free: nobody may leave before they are done.
            Futures.uninterrupted(CompletableFuture.allOf(others.toArray(new CompletableFuture<?>[0])));
        }
        return predictions;
    }

    @Override
    public int scorers() {
        return scorers;
    }

    @Override
    public @Nullable RowTags tags() {
        return tags;
    }

    @Override
    public @Nullable ProductAgreement products() {
        return products == null ? null : products.agreement();
    }

    /**
     * Predicts from inputs that hold their positional components already.
     *
     * @param definition one of those that it runs
     * @param inputs [rows, length, inputDim] in row-major order
     * @return predictions [rows, vectorDim] in row-major order
     */
    public float[] predictInputs(FittingDefinition definition, float[] inputs, int rows) {
        Network network = networks.get(definitions.indexOf(definition));
        Lane lane = lanes.get(0);
        int length = inputs.length / (rows * definition.inputDim());
        try (NDManager scope = lane.manager().newSubManager()) {
            NDArray given = scope.create(inputs, new Shape(rows, length, definition.inputDim()))
                    .toType(precision, false);
            NDArray out = TimeSteps.scoped(() -> network.forward(given, lane.weights()), given);
            return out.toType(DataType.FLOAT32, false).toFloatArray();
        }
    }

    /** Contexts of a batch, from one to another, that a lane predicts. */
    private record Share(Lane lane, ByteBuffer contexts, int from, int to) {}

    private static int from(final int lane, final int lanes, final int batch) {
        return (int) ((long) batch * lane / lanes);
    }

    private void requireShape(int numbers, int batch, int contextLength) {
        Shape shape = new Shape(batch, contextLength, definitions.get(0).contextWidth());
        if (shape.size() == 0 || numbers != shape.size()) {
            throw new IllegalArgumentException(
                    "contexts of shape " + shape + " need " + shape.size() + " numbers, not " + numbers);
        }
        for (final FittingDefinition definition : definitions) {
            if (shape.get(2) != definition.contextWidth()
                    || !definition.contextLengths().allow((int) shape.get(1))) {
                throw new IllegalArgumentException(definition + " cannot take contexts of shape " + shape);
            }
        }
    }

    private void predict(final Share share, final int contextLength, final float[][] predictions) {
        try (NDManager scope = share.lane().manager().newSubManager()) {
            final NDArray uploaded = upload(share, contextLength, scope);
            if (tags != null) {
                tags.inputs().take(uploaded, share.from());
            }
            for (int i = 0; i < predictions.length; i++) {
                final FittingDefinition definition = definitions.get(i);
                final FloatBuffer to = FloatBuffer.wrap(predictions[i]).position(share.from() * definition.vectorDim());
                RowTags.Part tagged = i == 0 && tags != null ? tags.outputs() : null;
                predict(definition, networks.get(i), uploaded, share, tagged, to);
            }
        }
    }

    private void predict(
            final FittingDefinition definition,
            final Network network,
            final NDArray contexts,
            final Share share,
            RowTags.@Nullable Part tagged,
            final FloatBuffer predictions) {
        DeviceWeights weights = share.lane().weights();
        final Shape shape = contexts.getShape();
        try (NDArray out = TimeSteps.scoped(
                () -> network.forward(TimeSteps.withPosition(contexts, definition.positionalScale()), weights),
                contexts)) {
            if (!out.getShape().equals(new Shape(shape.get(0), definition.vectorDim()))) {
                throw new IllegalStateException(definition + " predicted an array of shape " + out.getShape());
            }
            if (tagged != null) {
                tagged.take(out, share.from());
            }
            if (precision == DataType.FLOAT32) {
                predictions.put(out.toByteBuffer(true).asFloatBuffer());
            } else {
                for (final double value : out.toDoubleArray()) {
                    predictions.put((float) value);
                }
            }
        }
    }

    /** On a CPU the array reads from where the contexts are; nothing made from it outlives the batch. */
    private NDArray upload(final Share share, final int contextLength, final NDManager scope) {
        final Shape shape = new Shape(
                share.to() - share.from(), contextLength, definitions.get(0).contextWidth());
        final int bytes = contextLength * definitions.get(0).contextWidth() * Float.BYTES;
        final ByteBuffer data = share.contexts()
                .slice(share.from() * bytes, (share.to() - share.from()) * bytes)
                .order(ByteOrder.nativeOrder());
        return scope.create(data, shape, DataType.FLOAT32).toType(precision, false);
    }

    /** How many arrays it holds on the device. */
    int arrays() {
        return manager.getManagedArrays().size();
    }

    /** Bytes of memory for copies of contexts. */
    int staged() {
        return staging.bytes();
    }

    @Override
    public void close() {
        if (workers != null) {
            workers.shutdown();
        }
        networks.forEach(Network::close);
        manager.close();
    }
}
