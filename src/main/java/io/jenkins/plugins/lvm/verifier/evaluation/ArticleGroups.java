package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which rows belong together: those of one article, or, where the data names no articles, neighbours. */
public final class ArticleGroups {
    /** Rows that count as one article where the data names none: about an article's length. */
    private static final int NEIGHBOURS = 64;

    private final @Nullable IntegerColumn index;

    /** @param index article of each row of the file; null where the data names none */
    public ArticleGroups(@Nullable IntegerColumn index) {
        this.index = index;
    }

    /**
     * The group that a row belongs to.
     *
     * @param row its number in the file
     * @param place its place among the rows used, in file order
     */
    long group(int row, int place) {
        return index == null ? place / NEIGHBOURS : index.value(row);
    }

    /** The group of each of the rows of a set from a place on. */
    long[] groups(RowSet rows, int from, int size) {
        long[] groups = new long[size];
        for (int i = 0; i < size; i++) {
            groups[i] = group(rows.row(from + i), from + i);
        }
        return groups;
    }

    /** The group of each row, in evaluation order. */
    public long[] of(ValidationRows rows) {
        RowSet set = index == null ? rows.rowSet() : RowSet.of();
        long[] groups = new long[rows.size()];
        for (int position = 0; position < groups.length; position++) {
            int row = rows.row(position);
            groups[position] = group(row, index == null ? set.positionOf(row) : position);
        }
        return groups;
    }

    /** The number of each row's article, in evaluation order; null where the data names none. */
    public long @Nullable [] numbers(ValidationRows rows) {
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
    public int @Nullable [] clusters(ValidationRows rows) {
        long[] numbers = numbers(rows);
        return numbers == null ? null : dense(numbers);
    }

    /** Numbers from 0 on in place of articles' own. */
    public static int[] dense(long[] articles) {
        Map<Long, Integer> numbers = new HashMap<>();
        int[] clusters = new int[articles.length];
        for (int position = 0; position < clusters.length; position++) {
            clusters[position] = numbers.computeIfAbsent(articles[position], a -> numbers.size());
        }
        return clusters;
    }
}
