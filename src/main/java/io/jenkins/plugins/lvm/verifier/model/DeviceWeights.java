package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A state dict on a device, in one precision, and constants derived from it. Definitions that fit the same weights share it. */
final class DeviceWeights {
    private final MatrixOperator matrices;
    private final Map<String, NDArray> tensors = new HashMap<>();
    private final Map<String, NDArray> derived = new HashMap<>();
    private final Map<List<String>, Chunk> chunks = new HashMap<>();
    /** Matrices in the operator's own layout, of all lanes. */
    private final Map<String, NDArray> packed;

    /** Owns what all lanes share. */
    private final NDManager owner;

    private Dropout dropout = Dropout.NONE;

    /**
     * Copies the tensors to the device.
     *
     * @param manager owns the tensors
     * @param precision of the tensors
     * @param matrices how they are to be multiplied with
     */
    DeviceWeights(
            final Weights weights,
            final Collection<String> names,
            final NDManager manager,
            final DataType precision,
            final MatrixOperator matrices) {
        this.matrices = matrices;
        this.owner = manager;
        this.packed = new ConcurrentHashMap<>();
        if (precision == DataType.FLOAT32 && manager.getDevice().equals(Device.cpu())) {
            names.forEach(name -> tensors.put(name, read(weights, name, manager)));
            return;
        }
        final int largest = names.stream()
                .mapToInt(name -> Math.toIntExact(new Shape(weights.shape(name)).size()))
                .max()
                .orElse(0);
        final ByteBuffer staging = ByteBuffer.allocateDirect(Math.multiplyExact(largest, Float.BYTES))
                .order(ByteOrder.nativeOrder());
        for (final String name : names) {
            Shape shape = new Shape(weights.shape(name));
            weights.read(name, staging.asFloatBuffer());
            tensors.put(name, upload(staging, shape, precision, manager));
        }
    }

    /** Reads a tensor into the memory where it stays. */
    private static NDArray read(Weights weights, String name, NDManager manager) {
        NDArray tensor = manager.create(new Shape(weights.shape(name)), DataType.FLOAT32);
        if (tensor.size() > 0) {
            weights.read(name, tensor.toByteBuffer(true).asFloatBuffer());
        }
        return tensor;
    }

    /**
     * A tensor of its own.
     *
     * @param staging one buffer for all, because memory outside of the heap is not given back before a garbage collection
     */
    private static NDArray upload(
            final ByteBuffer staging, final Shape shape, final DataType precision, final NDManager manager) {
        final ByteBuffer filled =
                staging.slice(0, Math.toIntExact(shape.size() * Float.BYTES)).order(ByteOrder.nativeOrder());
        // An array on a CPU reads from the buffer: only a copy may stay. A conversion to the type that it has already
        // would be no copy.
        try (NDArray fromBuffer = manager.create(filled, shape, DataType.FLOAT32)) {
            return precision == DataType.FLOAT32 ? fromBuffer.duplicate() : fromBuffer.toType(precision, true);
        }
    }

    private DeviceWeights(final DeviceWeights shared, final NDManager manager) {
        this.matrices = shared.matrices;
        this.dropout = shared.dropout;
        this.owner = shared.owner;
        this.packed = shared.packed;
        shared.tensors.forEach((name, tensor) -> {
            final NDArray alias = tensor.reshape(tensor.getShape());
            alias.attach(manager);
            tensors.put(name, alias);
        });
    }

    /**
     * The same memory for another lane: an array may be used in one at a time, because it changes its manager on the way. What is
     * derived is made in each lane.
     *
     * @param owner owns what the other lane needs of its own
     */
    DeviceWeights sharedWith(final NDManager owner) {
        return new DeviceWeights(this, owner);
    }

    /** Whether they are in the memory of a graphics card. */
    boolean areOnCard() {
        return tensors.values().stream().anyMatch(tensor -> tensor.getDevice().isGpu());
    }

    /**
     * Tensors that lie in one piece of memory.
     *
     * @param memory all of them, one after the other
     * @param tensors views into it
     */
    record Chunk(NDArray memory, Map<String, NDArray> tensors) {}

    /**
     * Copies of tensors that lie one after the other in this order, made once.
     *
     * @param names of the tensors
     */
    Chunk chunk(final List<String> names) {
        return chunks.computeIfAbsent(List.copyOf(names), layout -> {
            NDArray memory = derived(
                    "chunk " + layout,
                    layout,
                    inputs -> NDArrays.concat(new NDList(
                            inputs.stream().map(tensor -> tensor.reshape(-1)).toList())));
            Map<String, NDArray> views = new LinkedHashMap<>();
            long from = 0;
            for (String name : layout) {
                Shape shape = get(name).getShape();
                try (NDArray part = memory.get(new NDIndex("{}:{}", from, from + shape.size()))) {
                    views.put(name, part.reshape(shape));
                }
                from += shape.size();
            }
            return new Chunk(memory, views);
        });
    }

    /** How to multiply with these weights. */
    MatrixOperator matrices() {
        return matrices;
    }

    /** From now on as in training mode. */
    DeviceWeights with(Dropout wanted) {
        dropout = wanted;
        return this;
    }

    /** What is dropped on the way: nothing in evaluation mode. */
    Dropout dropout() {
        return dropout;
    }

    NDArray get(final String name) {
        final NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("tensor " + name + " was not bound");
        }
        return tensor;
    }

    /**
     * A matrix for {@link #matrices}, and for nothing else: as its operator likes it best.
     *
     * @param name of the tensor, [out, in]
     */
    NDArray matrix(String name) {
        return packed(name, get(name));
    }

    /** As {@link #matrix(String)} of what is {@link #derived}. */
    NDArray matrix(String key, List<String> names, Function<List<NDArray>, NDArray> formula) {
        return packed(key, derived(key, names, formula));
    }

    private NDArray packed(String key, NDArray matrix) {
        if (!matrices.packs(matrix)) {
            return matrix;
        }
        return packed.computeIfAbsent(key, absent -> {
            NDArray made = matrices.packed(matrix);
            made.attach(owner);
            return made;
        });
    }

    /**
     * A constant that is computed once.
     *
     * @param key unique name of the constant
     * @param names tensors that it is computed from, handed over in this order
     */
    NDArray derived(final String key, final List<String> names, final Function<List<NDArray>, NDArray> formula) {
        return derived.computeIfAbsent(key, absent -> {
            final List<NDArray> inputs = names.stream().map(this::get).toList();
            return TimeSteps.scoped(() -> formula.apply(inputs), inputs.toArray(new NDArray[0]));
        });
    }
}
