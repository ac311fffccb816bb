package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.Arrays;

/** A growing array of ints, of which only the parts written to take memory, and which is never copied to grow. */
public final class SparseInts {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final int absent;
    private int[][] chunks = new int[CHUNK][];
    private int size;

    /**
     * @param absent value of elements never written
     */
    public SparseInts(int absent) {
        this.absent = absent;
    }

    /** One more than the highest index written. */
    public int size() {
        return size;
    }

    public int get(int index) {
        int chunk = index >>> CHUNK_BITS;
        return chunk >= chunks.length || chunks[chunk] == null ? absent : chunks[chunk][index & (CHUNK - 1)];
    }

    public void set(int index, int value) {
        int chunk = index >>> CHUNK_BITS;
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

    public void add(int value) {
        set(size, value);
    }
}
