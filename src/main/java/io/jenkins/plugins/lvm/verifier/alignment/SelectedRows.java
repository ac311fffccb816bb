package io.jenkins.plugins.lvm.verifier.alignment;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The rows that a test uses: the first ones that it can, in file order. */
final class SelectedRows {
    private final int[] rows;

    /** @param rows ascending; kept */
    SelectedRows(final int[] rows) {
        this.rows = rows;
    }

    int[] rows() {
        return rows;
    }

    /** Place of a row among them; negative if it is not one of them. */
    int indexOf(final int row) {
        return Arrays.binarySearch(rows, row);
    }

    /** Which of the given rows are among them, by their place there. */
    int[] among(final int[] given) {
        return IntStream.range(0, given.length)
                .filter(i -> indexOf(given[i]) >= 0)
                .toArray();
    }
}
