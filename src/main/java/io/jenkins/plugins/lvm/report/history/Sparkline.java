package io.jenkins.plugins.lvm.report.history;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last values of a series as two polylines for a small picture of fixed size: claim and actual on one scale. Without a claim, or
 * between builds that have none, that line is interrupted.
 */
public final class Sparkline {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 28;
    private static final int LENGTH = 30;

    private static final double MARGIN = 3;
    /** Differences below this do not fill the picture: noise must not look like a fall. */
    private static final double SMALLEST_RANGE = 0.05;

    private final List<HistoryRecord> records;
    private final double low;
    private final double range;

    public Sparkline(final Series series) {
        this.records = series.latest(LENGTH);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (final HistoryRecord record : records) {
            Double stated = claim(record);
            double claim = stated == null ? record.actual() : stated;
            min = Math.min(min, Math.min(claim, record.actual()));
            max = Math.max(max, Math.max(claim, record.actual()));
        }
        this.range = Math.max(max - min, SMALLEST_RANGE);
        this.low = (min + max - range) / 2;
    }

    public int getWidth() {
        return WIDTH;
    }

    public int getHeight() {
        return HEIGHT;
    }

    /** The picture in words. */
    public String getDescription() {
        return records.size() == 1
                ? String.format(
                        Locale.ROOT, "One checkpoint at %.4f", records.get(0).actual())
                : String.format(
                        Locale.ROOT,
                        "The last %d checkpoints, from %.4f to %.4f",
                        records.size(),
                        records.get(0).actual(),
                        records.get(records.size() - 1).actual());
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

    /** Where the last checkpoint is: its vertical position. */
    public String getLastY() {
        return coordinate(y(records.get(records.size() - 1).actual()));
    }

    /** A claim that the actual can be held against; null if there is none. */
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
