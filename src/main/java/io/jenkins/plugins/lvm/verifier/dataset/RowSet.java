package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows of a file, each once, in file order. */
public final class RowSet {
    private final int[] rows;

    /** Takes an ascending array without repetitions, and keeps it. */
    private RowSet(final int[] rows) {
        this.rows = rows;
    }

    /**
     * These rows; order and repetitions do not matter.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public static RowSet of(final int... rows) {
        final RowSet set = new RowSet(Arrays.stream(rows).sorted().distinct().toArray());
        if (set.size() > 0 && set.rows[0] < 0) {
            throw new IllegalArgumentException("row " + set.rows[0]);
        }
        return set;
    }

    /** The first {@code count} rows of a file. */
    public static RowSet first(final int count) {
        return new RowSet(IntStream.range(0, count).toArray());
    }

    /** The rows of both. */
    public RowSet union(final RowSet other) {
        return new RowSet(IntStream.concat(Arrays.stream(rows), Arrays.stream(other.rows))
                .sorted()
                .distinct()
                .toArray());
    }

    public int size() {
        return rows.length;
    }

    /** The row at a position of the set, 0..size-1. */
    public int row(final int position) {
        return rows[position];
    }

    /** The position of a row in the set; negative if it is not in it. */
    public int positionOf(final int row) {
        return Arrays.binarySearch(rows, row);
    }

    /** The rows as an evaluation order. */
    public ValidationRows inFileOrder() {
        return new ValidationRows(rows);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof RowSet set && Arrays.equals(rows, set.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return rows.length + " rows";
    }
}
