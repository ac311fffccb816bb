package io.jenkins.plugins.lvm.report.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint beside the one before it in its series.
 *
 * @param change actual minus the actual of the build before; null for the first
 */
public record HistoryRow(HistoryRecord record, @Nullable Double change) {

    /** Rows of a history, oldest first as it is. */
    public static List<HistoryRow> of(final List<HistoryRecord> history) {
        final Map<String, HistoryRecord> previous = new HashMap<>();
        final List<HistoryRow> rows = new ArrayList<>(history.size());
        for (final HistoryRecord record : history) {
            final HistoryRecord before = previous.put(record.series(), record);
            rows.add(new HistoryRow(record, before == null ? null : record.actual() - before.actual()));
        }
        return rows;
    }
}
