package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.Arrays;

/** One integer for each sequence, such as the article that it was taken from. */
public final class IntegerColumn {
    private final String source;
    private final long[] values;

    /** Keeps the array. */
    IntegerColumn(final String source, final long[] values) {
        this.source = source;
        this.values = values;
    }

    /** A column of these values. */
    public static IntegerColumn of(final String source, final long... values) {
        return new IntegerColumn(source, values.clone());
    }

    /** Where in the file it was found, such as {@code metadata.article_index} or {@code truth_keys[:,0]}. */
    public String source() {
        return source;
    }

    /** Number of sequences. */
    public int size() {
        return values.length;
    }

    /** The value of a sequence. */
    public long value(final int row) {
        return values[row];
    }

    /** All values that occur, ascending. */
    public long[] distinct() {
        return Arrays.stream(values).sorted().distinct().toArray();
    }

    @Override
    public String toString() {
        return source;
    }
}
