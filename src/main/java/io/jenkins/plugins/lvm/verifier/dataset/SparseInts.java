package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.Arrays;

/** A growing array of ints, of which only the parts written to take memory, and which is never copied to grow. */
final class SparseInts {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final int absent;
    private int[][] chunks = new int[CHUNK][];
    private int size;

    /**
     * @param absent value of elements never written
     */
    SparseInts(final int absent) {
        this.absent = absent;
    }

    /** One more than the highest index written. */
    int size() {
        return size;
    }

    int get(final int index) {
        final int chunk = index >>> CHUNK_BITS;
        return chunk >= chunks.length || chunks[chunk] == null ? absent : chunks[chunk][index & (CHUNK - 1)];
    }

    void set(final int index, final int value) {
        final int chunk = index >>> CHUNK_BITS;
        if (chunk >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, 2 * chunks.length));
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new int[CHUNK];
            Arrays.fill(chunks[chunk], absent);
        }
        chunks[chunk][index & (CHUNK - 1)] = value;
        size = Math.max(size, index + 1);
    }

    void add(final int value) {
        set(size, value);
    }
}
