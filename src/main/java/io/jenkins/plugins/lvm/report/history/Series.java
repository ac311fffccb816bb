package io.jenkins.plugins.lvm.report.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints of one model on one device, oldest first: one line of the trend.
 *
 * @param key the series' name
 * @param records at least one
 */
public record Series(String key, List<HistoryRecord> records) {

    /** Splits a history into its series, the one verified last first. */
    public static List<Series> of(final List<HistoryRecord> history) {
        final Map<String, List<HistoryRecord>> byKey = new LinkedHashMap<>();
        for (int i = history.size() - 1; i >= 0; i--) {
            final HistoryRecord record = history.get(i);
            byKey.computeIfAbsent(record.series(), key -> new ArrayList<>()).add(record);
        }
        final List<Series> series = new ArrayList<>();
        byKey.forEach((key, newestFirst) -> {
            Collections.reverse(newestFirst);
            series.add(new Series(key, List.copyOf(newestFirst)));
        });
        return List.copyOf(series);
    }

    /** The checkpoint verified last. */
    public HistoryRecord latest() {
        return records.get(records.size() - 1);
    }

    /** The last {@code count} checkpoints, or all if there are fewer. */
    public List<HistoryRecord> latest(final int count) {
        return records.subList(Math.max(0, records.size() - count), records.size());
    }
}
