package io.jenkins.plugins.lvm.report.history;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a history to show, and in what order.
 *
 * @param series only this series; null for all
 * @param page page to show, from 1
 */
public record HistoryQuery(@Nullable String series, TableOrder<HistoryRow> order, int page) {
    /** Rows on one page. */
    public static final int PAGE_SIZE = 100;

    private static final Map<String, Function<HistoryRow, @Nullable Comparable<?>>> COLUMNS = Map.of(
            "build", row -> row.record().build(),
            "model", HistoryRow::series,
            "claim", row -> row.record().claim(),
            "actual", row -> row.record().actual(),
            "gap", row -> row.record().gap(),
            "change", HistoryRow::change,
            "verdict", row -> row.record().standing());

    /**
     * One page.
     *
     * @param page number of the page, which exists
     * @param total rows on all pages
     * @param errors how many of them are of checkpoints that could not be verified
     */
    public record Page(List<HistoryRow> rows, int page, int pages, int total, int errors) {}

    /** Reads the parameters of a request; what makes no sense counts as not given. */
    public static HistoryQuery of(
            @Nullable String series, @Nullable String sort, @Nullable String order, @Nullable String page) {
        return new HistoryQuery(
                series == null || series.isEmpty() ? null : series,
                new TableOrder<>(COLUMNS, "build", sort, order),
                page != null && page.matches("[1-9]\\d{0,7}") ? Integer.parseInt(page) : 1);
    }

    /** The rows asked for. */
    public Page select(final List<HistoryRecord> history) {
        final List<HistoryRow> rows = HistoryRow.of(history).stream()
                .filter(row -> series == null || row.series().equals(series))
                .sorted(order.comparator()
                        .thenComparing(row -> row.record().build(), Comparator.reverseOrder())
                        .thenComparing(row -> row.record().id()))
                .toList();
        final int pages = Math.max(1, (rows.size() + PAGE_SIZE - 1) / PAGE_SIZE);
        final int shown = Math.min(page, pages);
        return new Page(
                rows.subList((shown - 1) * PAGE_SIZE, Math.min(shown * PAGE_SIZE, rows.size())),
                shown,
                pages,
                rows.size(),
                (int) rows.stream().filter(row -> row.record().isError()).count());
    }
}
