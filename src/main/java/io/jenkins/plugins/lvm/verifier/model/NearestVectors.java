package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Compares queries with candidates on a device, all with all, by the scalar product of unit vectors. Whoever asks hands over tiles of
 * both, so that memory is bounded by the product of their sizes.
 */
public final class NearestVectors implements AutoCloseable {
    /** Products of unit vectors that differ by no more are taken for equal: float32 adds up hundreds of terms. */
    public static final double SAME = 1e-6;

    private final NDManager manager;
    private final int dimension;
    private final Staging first = new Staging();
    private final Staging second = new Staging();

    /** @param dimension components of a vector */
    public NearestVectors(TorchDevice device, int dimension) {
        this.manager = device.newManager();
        this.dimension = dimension;
    }

    /**
     * Counts for each query the candidates that are nearer than one that is known, and those that are as near.
     *
     * @param queries unit vectors, row-major [rows, dimension]
     * @param known product of each query with the vector that it should find
     * @param candidates unit vectors, row-major [rows, dimension]
     * @param nearer is added to
     * @param asNear is added to
     */
    public void count(Tile queries, double[] known, Tile candidates, long[] nearer, long[] asNear) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray products = products(scope, queries, candidates);
            float[] above = new float[queries.rows()];
            float[] below = new float[queries.rows()];
            for (int i = 0; i < above.length; i++) {
                above[i] = (float) (known[queries.from() + i] + SAME);
                below[i] = (float) (known[queries.from() + i] - SAME);
            }
            long[] over = counted(products.gt(scope.create(above).expandDims(1)));
            long[] atLeast = counted(products.gte(scope.create(below).expandDims(1)));
            for (int i = 0; i < over.length; i++) {
                nearer[queries.from() + i] += over[i];
                asNear[queries.from() + i] += atLeast[i] - over[i];
            }
        }
    }

    private static long[] counted(NDArray holds) {
        return holds.toType(DataType.INT32, true)
                .sum(new int[] {1})
                .toType(DataType.INT64, false)
                .toLongArray();
    }

    /**
     * Finds for each vector the nearest candidate so far, the first one where several are.
     *
     * @param best product with it, smaller than any product where there is none yet; is changed
     * @param place which one it is; is changed
     */
    public void nearest(Tile vectors, Tile candidates, float[] best, int[] place) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray products = products(scope, vectors, candidates);
            float[] largest = products.max(new int[] {1}).toFloatArray();
            long[] first = products.argMax(1).toLongArray();
            for (int i = 0; i < largest.length; i++) {
                if (largest[i] > best[vectors.from() + i]) {
                    best[vectors.from() + i] = largest[i];
                    place[vectors.from() + i] = candidates.from() + (int) first[i];
                }
            }
        }
    }

    private NDArray products(NDManager scope, Tile one, Tile other) {
        return first.upload(scope, one, dimension)
                .matMul(second.upload(scope, other, dimension).transpose());
    }

    /** Memory that an array on a CPU reads from, kept from tile to tile. */
    private static final class Staging {
        private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

        NDArray upload(NDManager scope, Tile tile, int dimension) {
            int size = Math.multiplyExact(tile.rows() * dimension, Float.BYTES);
            if (bytes.capacity() < size) {
                bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
            }
            bytes.asFloatBuffer().put(tile.values(), 0, tile.rows() * dimension);
            ByteBuffer filled = bytes.slice(0, size).order(ByteOrder.nativeOrder());
            return scope.create(filled, new Shape(tile.rows(), dimension), DataType.FLOAT32);
        }
    }

    /**
     * Some vectors of many.
     *
     * @param values row-major [rows, dimension]
     * @param from which of all is the first
     * @param rows how many there are
     */
    public record Tile(float[] values, int from, int rows) {}

    @Override
    public void close() {
        manager.close();
    }
}
