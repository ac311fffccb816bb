package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.report.history.HistoryQuery;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.HistoryRow;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.report.history.TableOrder;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One page of a job's history, with the links that lead to the others. */
public final class HistoryTable {
    private final HistoryQuery query;
    private final HistoryQuery.Page page;
    private final List<String> series;

    HistoryTable(final List<HistoryRecord> history, final HistoryQuery query) {
        this.query = query;
        this.page = query.select(history);
        this.series = Series.of(history).stream().map(Series::key).sorted().toList();
    }

    public List<CheckpointLine> getLines() {
        return page.rows().stream().map(CheckpointLine::new).toList();
    }

    /** All series there are to choose from. */
    public List<String> getSeries() {
        return series;
    }

    /** The series chosen, or an empty text. */
    public String getChosen() {
        return query.series() == null ? "" : query.series();
    }

    public TableOrder<HistoryRow> getOrder() {
        return query.order();
    }

    /** How many checkpoints there are. */
    public String getSummary() {
        int verified = page.total() - page.errors();
        String checkpoints = Messages.count("verified", verified);
        return page.errors() == 0 ? checkpoints : Messages.of("errors.beside", checkpoints, "" + page.errors());
    }

    public int getPage() {
        return page.page();
    }

    public int getPages() {
        return page.pages();
    }

    /** Query that sorts by a column within the series chosen. */
    public String sortLink(final String column) {
        return query.order().link(column) + chosenParameter();
    }

    /** Query that shows another page in the same order. */
    public String pageLink(final int number) {
        return "?sort=" + query.order().getColumn() + "&order=" + query.order().getDirection() + "&page=" + number
                + chosenParameter();
    }

    /** Path of the page that holds two builds against each other. */
    public String getCompareLink() {
        return "compare" + chosenParameter().replace('&', '?');
    }

    /** A series' name with nothing hidden in it. */
    public String printable(final String name) {
        return PrintableText.of(name);
    }

    private String chosenParameter() {
        return query.series() == null ? "" : "&series=" + URLEncoder.encode(query.series(), StandardCharsets.UTF_8);
    }
}
