package io.jenkins.plugins.lvm.report.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint beside the one before it in its series.
 *
 * @param series the series' name
 * @param change actual minus the actual verified before it; null for the first, and where there is no actual
 */
public record HistoryRow(HistoryRecord record, String series, @Nullable Double change) {

    /** Rows of a history, oldest first as it is. An error that stands in several series is one row, of the first of them. */
    public static List<HistoryRow> of(List<HistoryRecord> history) {
        Map<HistoryRecord, HistoryRow> rows = new IdentityHashMap<>();
        for (Series series : Series.of(history)) {
            series.rows().forEach(row -> rows.putIfAbsent(row.record(), row));
        }
        List<HistoryRow> ordered = new ArrayList<>(history.size());
        history.forEach(record -> ordered.add(rows.get(record)));
        ordered.sort(Comparator.comparingInt(row -> row.record().build()));
        return ordered;
    }
}
