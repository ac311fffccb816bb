package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.report.history.TableOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The dashboard's lines in the order asked for: if none is, the worst verdict first, then the largest gap. */
public final class DashboardTable {
    private static final Map<String, Function<DashboardLine, @Nullable Comparable<?>>> COLUMNS = Map.of(
            "job", DashboardLine::getJobName,
            "model", line -> line.getLatest().getModel(),
            "data", line -> line.getLatest().getSequences(),
            "claim", line -> line.getLatest().getClaim(),
            "actual", line -> line.getLatest().getActual(),
            "gap", line -> line.getLatest().getGap(),
            "change", line -> line.getLatest().getChange(),
            "verdict", line -> line.getLatest().rank(),
            "time", line -> line.getLatest().getTimestamp());

    private final List<DashboardLine> lines;
    private final TableOrder<DashboardLine> order;

    DashboardTable(final List<DashboardLine> lines, @Nullable String sort, @Nullable String direction) {
        this.order = new TableOrder<>(COLUMNS, "verdict", sort, direction);
        this.lines = lines.stream()
                .sorted(order.comparator()
                        .thenComparing(DashboardTable::distance, Comparator.reverseOrder())
                        .thenComparing(DashboardLine::getJobName)
                        .thenComparing(DashboardLine::series))
                .toList();
    }

    private static double distance(final DashboardLine line) {
        final Double gap = line.getLatest().getGap();
        return gap == null ? 0 : Math.abs(gap);
    }

    public List<DashboardLine> getLines() {
        return lines;
    }

    public TableOrder<DashboardLine> getOrder() {
        return order;
    }

    /** How many lines there are of each verdict. */
    public String getSummary() {
        long errors = count(Standing.ERROR);
        long stale = lines.stream().filter(line -> line.getLatest().isStale()).count();
        return Messages.count("models", lines.size()) + " "
                + (errors == 0 ? "" : Messages.of("models.errors", "" + errors) + " ")
                + Messages.of(
                        "models.verdicts",
                        "" + count(Standing.FAILED),
                        "" + count(Standing.UNSTABLE),
                        "" + count(Standing.PASSED))
                + (stale == 0 ? "" : Messages.of("models.stale", "" + stale));
    }

    private long count(Standing standing) {
        return lines.stream()
                .filter(line -> line.getLatest().record().standing() == standing)
                .count();
    }
}
