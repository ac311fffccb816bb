package io.jenkins.plugins.lvm.report;

import hudson.model.Job;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.HistoryRow;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.report.rows.RowPairs;
import io.jenkins.plugins.lvm.report.rows.VerifiedRows;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Two builds of a series beside each other, as a request asks for them; without more, the last one and the one before it. */
public final class BuildComparison {
    private static final Logger LOGGER = Logger.getLogger(BuildComparison.class.getName());

    /** Builds that a page offers to choose from. */
    private static final int MOST_OFFERED = 200;

    private final Job<?, ?> job;
    private final List<String> series;
    private final String chosen;
    /** The series' verified checkpoints, the newest first. */
    private final List<HistoryRow> rows;

    private final @Nullable HistoryRow before;
    private final @Nullable HistoryRow after;
    private final RowPairs.@Nullable Outcome outcome;

    /**
     * Reads what a job keeps.
     *
     * @param history of the job, oldest first
     * @param series name of the series; null for the one verified last
     * @param from number of the first build; what is no number of one counts as not given
     * @param to number of the second
     */
    BuildComparison(
            Job<?, ?> job,
            List<HistoryRecord> history,
            @Nullable String series,
            @Nullable String from,
            @Nullable String to) {
        this.job = job;
        List<Series> all = Series.of(history).stream()
                .filter(one -> one.latestVerified() != null)
                .toList();
        this.series = all.stream().map(Series::key).sorted().toList();
        Series found = all.stream()
                .filter(one -> one.key().equals(series))
                .findFirst()
                .orElse(all.isEmpty() ? null : all.get(0));
        this.chosen = found == null ? "" : found.key();
        List<HistoryRow> verified = new ArrayList<>();
        if (found != null) {
            for (HistoryRow row : found.rows()) {
                if (!row.record().isError()) {
                    verified.add(0, row);
                }
            }
        }
        this.rows = List.copyOf(verified);
        HistoryRow second = row(to);
        this.after = second == null && !rows.isEmpty() ? rows.get(0) : second;
        HistoryRow first = row(from);
        int next = rows.indexOf(after) + 1;
        this.before = first == null && next < rows.size() ? rows.get(next) : first;
        this.outcome = before == null || after == null ? null : compare(before.record(), after.record());
    }

    private @Nullable HistoryRow row(@Nullable String build) {
        return rows.stream()
                .filter(row -> Integer.toString(row.record().build()).equals(build))
                .findFirst()
                .orElse(null);
    }

    private RowPairs.@Nullable Outcome compare(HistoryRecord one, HistoryRecord other) {
        try {
            VerifiedRows first = rows(one);
            VerifiedRows second = rows(other);
            return first == null || second == null
                    ? new RowPairs.Outcome(null, RowPairs.Obstacle.NOT_KEPT)
                    : RowPairs.of(first, second);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    "What " + job.getFullName() + " #" + one.build() + " and #" + other.build()
                            + " keep of their rows cannot be read",
                    e);
            return new RowPairs.Outcome(null, RowPairs.Obstacle.NOT_KEPT);
        }
    }

    private @Nullable VerifiedRows rows(HistoryRecord record) throws IOException {
        VerificationStore store = new VerificationStore(
                JobHistories.builds(job).resolve(record.folder()).toFile());
        List<Verification> verifications = store.load(record.id()).verifications();
        if (verifications.size() != 1) {
            return null;
        }
        ReportCheck.requireSound(verifications.get(0));
        return VerifiedRows.of(verifications.get(0), store.cosines(record.id()));
    }

    /** All series of which something was verified. */
    public List<String> getSeries() {
        return series;
    }

    /** The series shown; an empty text where there is none. */
    public String getChosen() {
        return chosen;
    }

    /** A series' name with nothing hidden in it. */
    public String printable(String name) {
        return PrintableText.of(name);
    }

    /** The builds that there are to choose from: the latest ones, and those chosen. */
    public List<CheckpointLine> getOffered() {
        List<CheckpointLine> offered = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            HistoryRow row = rows.get(i);
            if (i < MOST_OFFERED || row.equals(before) || row.equals(after)) {
                offered.add(new CheckpointLine(row));
            }
        }
        return offered;
    }

    /** The first build's checkpoint; null where the series has no other. */
    public @Nullable CheckpointLine getBefore() {
        return before == null ? null : new CheckpointLine(before);
    }

    /** The second build's checkpoint; null where nothing was verified. */
    public @Nullable CheckpointLine getAfter() {
        return after == null ? null : new CheckpointLine(after);
    }

    /** Both builds' checkpoints, or the only one. */
    public List<CheckpointLine> getBoth() {
        List<CheckpointLine> both = new ArrayList<>();
        if (before != null) {
            both.add(new CheckpointLine(before));
        }
        if (after != null) {
            both.add(new CheckpointLine(after));
        }
        return both;
    }

    /** The rows that both have a cosine of; null where that cannot be said. */
    public @Nullable RowPairs getPairs() {
        return outcome == null ? null : outcome.pairs();
    }

    /** Why rows cannot be compared, as the name of a constant; null where they are. */
    public @Nullable String getObstacle() {
        return outcome == null || outcome.obstacle() == null
                ? null
                : outcome.obstacle().name();
    }

    /** The picture; null where there is nothing to draw. Safe to put into a page as it is. */
    public @Nullable String getScatter() {
        RowPairs pairs = getPairs();
        return pairs == null || pairs.getRows() == 0 || before == null || after == null
                ? null
                : pairs.scatter(
                        "#" + before.record().build(), "#" + after.record().build());
    }

    /** Mean of what the rows' cosines rose by. */
    public String getMeanChange() {
        RowPairs pairs = getPairs();
        return pairs == null ? NumberFormats.NONE : NumberFormats.difference(pairs.getMeanChange());
    }

    /** Their standard deviation. */
    public String getDeviation() {
        RowPairs pairs = getPairs();
        return pairs == null ? NumberFormats.NONE : NumberFormats.cosine(pairs.getDeviation());
    }

    /** A count as people read it. */
    public String count(long rows) {
        return NumberFormats.count(rows);
    }
}
