package io.jenkins.plugins.lvm.verifier.alignment;

import java.util.Arrays;

/** Contexts that are put together of the vectors of others. */
final class Contexts {
    private final float[] from;
    private final int length;
    private final int dimension;

    /** @param from row-major [rows, length, dimension] */
    Contexts(final float[] from, final int length, final int dimension) {
        this.from = from;
        this.length = length;
        this.dimension = dimension;
    }

    /** Which old vector, 0..length-1, takes each new place of a context. */
    @FunctionalInterface
    interface Arrangement {
        int[] of(int index);
    }

    /**
     * New contexts of the old vectors.
     *
     * @param rows contexts to take
     * @param arrangement asked for the index of each of these rows in {@code rows}
     */
    float[] arranged(final int[] rows, final Arrangement arrangement) {
        final float[] made = new float[rows.length * length * dimension];
        for (int i = 0; i < rows.length; i++) {
            final int[] places = arrangement.of(i);
            for (int place = 0; place < length; place++) {
                System.arraycopy(
                        from,
                        (rows[i] * length + places[place]) * dimension,
                        made,
                        (i * length + place) * dimension,
                        dimension);
            }
        }
        return made;
    }

    /** Drops the oldest vector of each context, and appends a vector to it. */
    float[] slid(final float[] appended) {
        final float[] made = new float[from.length];
        final int size = length * dimension;
        for (int row = 0; row * size < from.length; row++) {
            System.arraycopy(from, row * size + dimension, made, row * size, size - dimension);
            System.arraycopy(appended, row * dimension, made, (row + 1) * size - dimension, dimension);
        }
        return made;
    }

    int[] unchanged() {
        final int[] order = new int[length];
        Arrays.setAll(order, i -> i);
        return order;
    }

    int[] reversed() {
        final int[] order = new int[length];
        Arrays.setAll(order, i -> length - 1 - i);
        return order;
    }

    /** One vector is left out, and the last one is there twice. */
    int[] without(final int left) {
        final int[] order = new int[length];
        Arrays.setAll(order, i -> Math.min(i < left ? i : i + 1, length - 1));
        return order;
    }

    int[] lastRepeated() {
        final int[] order = new int[length];
        Arrays.fill(order, length - 1);
        return order;
    }

    int[] firstAsLast() {
        final int[] order = unchanged();
        order[length - 1] = 0;
        return order;
    }
}
