package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Where in its article each row's target is, by what the data says. */
final class PlacedRows {
    private final RowSet rows;
    private final IntegerColumn articles;
    private final IntegerColumn places;
    private final ArticleIndex index;

    /** @param rows rows of the data, in file order */
    PlacedRows(
            final RowSet rows, final IntegerColumn articles, final IntegerColumn places, final ArticleSource source) {
        this.rows = rows;
        this.articles = articles;
        this.places = places;
        final Set<Long> wanted = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            wanted.add(articles.value(rows.row(i)));
        }
        this.index = source.index(wanted);
    }

    ArticleIndex index() {
        return index;
    }

    long article(final int row) {
        return articles.value(row);
    }

    /** How many vectors the row's article has. */
    int length(final int row) {
        return index.length(article(row));
    }

    /** Position in the article that the data gives to the row's target; -1 if the article has no such place. */
    int position(final int row) {
        return index.position(article(row), places.value(row));
    }

    /** Whether the article has all positions from one offset of the target's to another. */
    boolean has(final int row, final int fromOffset, final int toOffset) {
        final int position = position(row);
        return position >= 0 && position + fromOffset >= 0 && position + toOffset < length(row);
    }

    /** The first rows, in file order, that fulfil a condition. */
    int[] first(final int most, final IntPredicate condition) {
        return IntStream.range(0, rows.size())
                .map(rows::row)
                .filter(condition)
                .limit(most)
                .toArray();
    }

    /** The articles of some rows. */
    Set<Long> articles(final int[] some) {
        final Set<Long> found = new HashSet<>();
        Arrays.stream(some).forEach(row -> found.add(article(row)));
        return found;
    }
}
