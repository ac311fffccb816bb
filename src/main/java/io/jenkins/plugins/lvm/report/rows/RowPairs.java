package io.jenkins.plugins.lvm.report.rows;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The cosines of the rows that two builds both verified, read side by side: what stays in memory is bounded, however many rows there are.
 */
public final class RowPairs {
    /** Rows shown as those that changed most. */
    static final int MOST_CHANGED = 20;

    /** Why two builds cannot be compared row by row. */
    public enum Obstacle {
        /** One of them keeps no cosines, or not those of all rows. */
        NOT_KEPT,
        /** They verified on different data. */
        OTHER_DATA,
        /** They verified on rows that cannot be matched. */
        OTHER_ROWS,
        /** There are more rows than a page reads. */
        TOO_MANY
    }

    /** A comparison, or why there is none. */
    public record Outcome(@Nullable RowPairs pairs, @Nullable Obstacle obstacle) {}

    private final boolean numbered;
    private final CosineGrid grid = new CosineGrid();
    private final PriorityQueue<RowChange> changed =
            new PriorityQueue<>(Comparator.comparingDouble(row -> Math.abs(row.change())));

    private long rows;
    private long notFinite;
    private long better;
    private long worse;
    private double sum;
    private double squares;

    private RowPairs(boolean numbered) {
        this.numbered = numbered;
    }

    /**
     * Reads what two builds keep.
     *
     * @throws IOException if a file cannot be read
     */
    public static Outcome of(VerifiedRows before, VerifiedRows after) throws IOException {
        if (before.rows() > VerifiedRows.MOST_ROWS || after.rows() > VerifiedRows.MOST_ROWS) {
            return new Outcome(null, Obstacle.TOO_MANY);
        }
        if (!before.areKept() || !after.areKept()) {
            return new Outcome(null, Obstacle.NOT_KEPT);
        }
        if (!before.data().equals(after.data()) || before.sequences() != after.sequences()) {
            return new Outcome(null, Obstacle.OTHER_DATA);
        }
        OptionalLong firstBefore = before.firstRow();
        boolean same = before.rows() == after.rows() && before.rowsSha256().equals(after.rowsSha256());
        OptionalLong firstAfter = same ? firstBefore : after.firstRow();
        if (!same && (firstBefore.isEmpty() || firstAfter.isEmpty())) {
            return new Outcome(null, Obstacle.OTHER_ROWS);
        }
        RowPairs pairs = new RowPairs(firstBefore.isPresent());
        long from = firstBefore.orElse(0);
        long first = Math.max(from, firstAfter.orElse(0));
        long end = Math.min(from + before.rows(), firstAfter.orElse(0) + after.rows());
        if (first >= end) {
            return new Outcome(null, Obstacle.OTHER_ROWS);
        }
        try (DataInputStream one = open(before, first - from);
                DataInputStream other = open(after, first - firstAfter.orElse(0))) {
            for (long row = first; row < end; row++) {
                pairs.add(new RowChange(row, next(one), next(other)));
            }
        }
        return new Outcome(pairs, null);
    }

    private static DataInputStream open(VerifiedRows rows, long skipped) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(rows.cosines())));
        try {
            in.skipNBytes(skipped * Float.BYTES);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static float next(DataInputStream in) throws IOException {
        return Float.intBitsToFloat(Integer.reverseBytes(in.readInt()));
    }

    private void add(RowChange row) {
        if (!Float.isFinite(row.before()) || !Float.isFinite(row.after())) {
            notFinite++;
            return;
        }
        rows++;
        double change = row.change();
        sum += change;
        squares += change * change;
        better += change > 0 ? 1 : 0;
        worse += change < 0 ? 1 : 0;
        grid.add(row.before(), row.after());
        if (change != 0) {
            changed.add(row);
            if (changed.size() > MOST_CHANGED) {
                changed.remove();
            }
        }
    }

    /** Whether rows are known by their number in the file, not only in evaluation order. */
    public boolean isNumbered() {
        return numbered;
    }

    /** Rows with two cosines. */
    public long getRows() {
        return rows;
    }

    /** Rows left out since one of their cosines is not a number. */
    public long getNotFinite() {
        return notFinite;
    }

    /** Rows whose cosine rose. */
    public long getBetter() {
        return better;
    }

    /** Rows whose cosine fell. */
    public long getWorse() {
        return worse;
    }

    /** Mean of after minus before; 0 without rows. */
    public double getMeanChange() {
        return rows == 0 ? 0 : sum / rows;
    }

    /** Standard deviation of after minus before; 0 for fewer than two rows. */
    public double getDeviation() {
        return rows < 2 ? 0 : Math.sqrt(Math.max(0, (squares - sum * sum / rows) / (rows - 1)));
    }

    /** The rows that changed most, the largest change first; none that did not change. */
    public List<RowChange> getMostChanged() {
        List<RowChange> all = new ArrayList<>(changed);
        all.sort(Comparator.comparingDouble((RowChange row) -> Math.abs(row.change()))
                .reversed()
                .thenComparingLong(RowChange::row));
        return List.copyOf(all);
    }

    /** The scatter of after over before; safe to put into a page as it is. */
    public String scatter(String before, String after) {
        return ScatterSvg.of(grid, before, after);
    }
}
