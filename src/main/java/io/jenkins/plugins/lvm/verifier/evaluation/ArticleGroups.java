package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceBatch;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.HashMap;
import java.util.Map;

/** Which rows belong together: those of one article, or, where the data names no articles, neighbours. */
public final class ArticleGroups {
    /** Rows that count as one article where the data names none: about an article's length. */
    private static final int NEIGHBOURS = 64;

    private final IntegerColumn index;

    /** @param index article of each row of the file, or null where the data names none */
    public ArticleGroups(final IntegerColumn index) {
        this.index = index;
    }

    /**
     * The run that a row belongs to.
     *
     * @param row its number in the file
     * @param place its place among the rows used, in file order
     */
    long run(final int row, final int place) {
        return index == null ? place / NEIGHBOURS : index.value(row);
    }

    /** The run of each row of a batch. */
    long[] runs(final SequenceBatch batch) {
        final long[] runs = new long[batch.size()];
        for (int place = 0; place < runs.length; place++) {
            runs[place] = run(batch.row(place), batch.from() + place);
        }
        return runs;
    }

    /** The number of each row's article, in evaluation order; null where the data names none. */
    public long[] numbers(ValidationRows rows) {
        if (index == null) {
            return null;
        }
        long[] numbers = new long[rows.size()];
        for (int position = 0; position < numbers.length; position++) {
            numbers[position] = index.value(rows.row(position));
        }
        return numbers;
    }

    /** A dense number of each row's article, in evaluation order; null where the data names none. */
    public int[] clusters(final ValidationRows rows) {
        if (index == null) {
            return null;
        }
        final Map<Long, Integer> numbers = new HashMap<>();
        final int[] clusters = new int[rows.size()];
        for (int position = 0; position < clusters.length; position++) {
            clusters[position] = numbers.computeIfAbsent(index.value(rows.row(position)), a -> numbers.size());
        }
        return clusters;
    }
}
