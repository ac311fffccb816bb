package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last values of a series as two polylines for a small picture of fixed size: claim and actual on one scale. Without a claim, or
 * between builds that have none, that line is interrupted; where a checkpoint could not be verified, both are.
 */
public final class Sparkline {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 28;
    private static final int LENGTH = 30;

    private static final double MARGIN = 3;
    /** Differences below this do not fill the picture: noise must not look like a fall. */
    private static final double SMALLEST_RANGE = 0.05;

    /** The same of another metric, as a share of its numbers. */
    private static final double SMALLEST_SHARE = 0.05;

    private final List<HistoryRecord> records;
    private final @Nullable String metric;
    private final double low;
    private final double range;

    public Sparkline(final Series series) {
        this.records = series.latest(LENGTH);
        this.metric = series.metric();
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (HistoryRecord record : records) {
            for (Double value : new Double[] {claim(record), record.actual()}) {
                if (value != null) {
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            }
        }
        if (min > max) {
            min = max = 0;
        }
        double smallest = SMALLEST_SHARE * Math.max(Math.abs(min), Math.abs(max));
        this.range = Math.max(max - min, metric == null || smallest == 0 ? SMALLEST_RANGE : smallest);
        this.low = (min + max - range) / 2;
    }

    public int getWidth() {
        return WIDTH;
    }

    public int getHeight() {
        return HEIGHT;
    }

    /** Says things in the viewer's language. */
    @FunctionalInterface
    public interface Words {
        /** A text with values in place of {@code {0}} and so on. */
        String of(String key, Object... values);
    }

    /** The picture in words. */
    public String describe(Words words) {
        List<Double> actuals = records.stream()
                .map(HistoryRecord::actual)
                .filter(Objects::nonNull)
                .toList();
        if (actuals.isEmpty()) {
            return words.of("spark.none");
        }
        String last = MetricWords.figure(metric, actuals.get(actuals.size() - 1)) + MetricWords.unit(metric);
        String text = records.size() == 1
                ? words.of("spark.one", last)
                : words.of(
                        "spark.many",
                        Integer.toString(records.size()),
                        MetricWords.figure(metric, actuals.get(0)),
                        last);
        int errors = records.size() - actuals.size();
        return errors == 0 ? text : words.of("spark.errors", text, Integer.toString(errors));
    }

    /** The claims, as the data of an SVG path. */
    public String getClaimPath() {
        return path(Sparkline::claim);
    }

    /** The re-measured numbers, as the data of an SVG path. */
    public String getActualPath() {
        return path(HistoryRecord::actual);
    }

    /** Where the last checkpoint is: its horizontal position. */
    public String getLastX() {
        return coordinate(x(records.size() - 1));
    }

    /** Where the last checkpoint is: its vertical position, or, where it could not be verified, that of the last one that could. */
    public String getLastY() {
        for (int i = records.size() - 1; i >= 0; i--) {
            Double actual = records.get(i).actual();
            if (actual != null) {
                return coordinate(y(actual));
            }
        }
        return coordinate(HEIGHT / 2.0);
    }

    /** A claim that the actual can be held against. */
    private static @Nullable Double claim(final HistoryRecord record) {
        return record.gap() == null ? null : record.claim();
    }

    private String path(final Function<HistoryRecord, @Nullable Double> value) {
        final StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < records.size(); i++) {
            final Double number = value.apply(records.get(i));
            if (number != null) {
                path.append(drawing ? 'L' : 'M')
                        .append(coordinate(x(i)))
                        .append(' ')
                        .append(coordinate(y(number)));
            }
            drawing = number != null;
        }
        return path.toString();
    }

    private double x(final int index) {
        return records.size() == 1 ? WIDTH - MARGIN : MARGIN + index * (WIDTH - 2 * MARGIN) / (records.size() - 1);
    }

    private double y(final double value) {
        final double share = (value - low) / range;
        // Not a number where the range is beyond all numbers.
        return HEIGHT - MARGIN - (Double.isFinite(share) ? share : 0.5) * (HEIGHT - 2 * MARGIN);
    }

    private static String coordinate(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
