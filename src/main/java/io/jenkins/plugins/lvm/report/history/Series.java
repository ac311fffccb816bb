package io.jenkins.plugins.lvm.report.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one model on one device, oldest first: one line of the trend. What could not be verified has no device; it stands in
 * each series of its model for which its build has nothing else, and in one of its own where that is none.
 *
 * @param key the series' name
 * @param records at least one
 */
public record Series(String key, List<HistoryRecord> records) {

    /** Splits a history, which is in the order of its builds, into its series, the one verified last first. */
    public static List<Series> of(List<HistoryRecord> history) {
        Map<String, Set<String>> keysOfModels = new HashMap<>();
        for (HistoryRecord record : history) {
            if (!record.isError()) {
                keysOfModels
                        .computeIfAbsent(record.model(), model -> new LinkedHashSet<>())
                        .add(record.series());
            }
        }
        Map<String, List<HistoryRecord>> byKey = new LinkedHashMap<>();
        int from = 0;
        while (from < history.size()) {
            int to = from + 1;
            while (to < history.size() && history.get(to).isSameBuild(history.get(from))) {
                to++;
            }
            addBuild(history.subList(from, to), keysOfModels, byKey);
            from = to;
        }
        Map<HistoryRecord, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < history.size(); i++) {
            places.put(history.get(i), i);
        }
        return byKey.entrySet().stream()
                .map(series -> new Series(series.getKey(), List.copyOf(series.getValue())))
                .sorted(Comparator.comparingInt((Series series) -> places.get(series.latest()))
                        .reversed())
                .toList();
    }

    private static void addBuild(
            List<HistoryRecord> build, Map<String, Set<String>> keysOfModels, Map<String, List<HistoryRecord>> byKey) {
        Set<String> taken = new LinkedHashSet<>();
        for (HistoryRecord record : build) {
            if (!record.isError()) {
                byKey.computeIfAbsent(record.series(), key -> new ArrayList<>()).add(record);
                taken.add(record.series());
            }
        }
        Map<String, List<HistoryRecord>> errors = build.stream()
                .filter(HistoryRecord::isError)
                .collect(Collectors.groupingBy(HistoryRecord::model, LinkedHashMap::new, Collectors.toList()));
        errors.forEach((model, records) -> {
            List<String> open = keysOfModels.getOrDefault(model, Set.of()).stream()
                    .filter(key -> !taken.contains(key))
                    .toList();
            for (int i = 0; i < Math.max(open.size(), records.size()); i++) {
                String key = i < open.size() ? open.get(i) : model;
                // One error speaks for all devices, several for one each.
                HistoryRecord record = records.get(Math.min(i, records.size() - 1));
                byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(record);
            }
        });
    }

    /**
     * Those that say how things stand: without the ones in which nothing was ever verified and of which a later build says nothing, such as
     * that of a pattern which no file matched.
     */
    public static List<Series> current(List<HistoryRecord> history) {
        int last = history.isEmpty() ? 0 : history.get(history.size() - 1).build();
        return of(history).stream()
                .filter(series -> series.latest().build() == last || series.latestVerified() != null)
                .toList();
    }

    /** Name of the metric that the numbers are of, the same for all records; null for the cosine, and where there are no numbers. */
    public @Nullable String metric() {
        return records.stream()
                .filter(record -> !record.isError())
                .findFirst()
                .map(HistoryRecord::metric)
                .orElse(null);
    }

    /** The checkpoint that a build last had something to say of. */
    public HistoryRecord latest() {
        return records.get(records.size() - 1);
    }

    /** The checkpoint verified last; null if none ever was. */
    public @Nullable HistoryRecord latestVerified() {
        for (int i = records.size() - 1; i >= 0; i--) {
            if (!records.get(i).isError()) {
                return records.get(i);
            }
        }
        return null;
    }

    /** The last {@code count} checkpoints, or all if there are fewer. */
    public List<HistoryRecord> latest(int count) {
        return records.subList(Math.max(0, records.size() - count), records.size());
    }

    /** Each checkpoint beside the one before it. */
    public List<HistoryRow> rows() {
        List<HistoryRow> rows = new ArrayList<>(records.size());
        Double before = null;
        for (HistoryRecord record : records) {
            Double actual = record.actual();
            rows.add(new HistoryRow(
                    record, key, actual == null || before == null ? null : Double.valueOf(actual - before)));
            before = actual == null ? before : actual;
        }
        return rows;
    }
}
