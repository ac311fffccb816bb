package io.jenkins.plugins.lvm.report;

import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.lvm.report.history.HistoryQuery;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.HistoryRow;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.report.history.TrendJson;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A job's checkpoints over its builds, also those that could not be verified: the trend and the table. */
@ExportedBean
public final class LvmHistoryAction implements Action {
    private final Job<?, ?> job;

    LvmHistoryAction(final Job<?, ?> job) {
        this.job = job;
    }

    /** The job. */
    public Job<?, ?> getJob() {
        return job;
    }

    /** The page as a tab; null where Jenkins has none. */
    public @Nullable SubPage getTab() {
        return job.getAction(SubPage.class);
    }

    /** All checkpoints, the newest build first. */
    @Exported
    public List<CheckpointLine> getHistory() {
        final List<CheckpointLine> lines = new ArrayList<>();
        for (final HistoryRow row : HistoryRow.of(records())) {
            lines.add(new CheckpointLine(row));
        }
        Collections.reverse(lines);
        return lines;
    }

    /** The last checkpoint of each series. */
    public List<CheckpointLine> getLatest() {
        job.checkPermission(Item.READ);
        return JobHistories.get().latest(job);
    }

    /** The table as the page's address asks for it. */
    public HistoryTable table(
            @Nullable String series, @Nullable String sort, @Nullable String order, @Nullable String page) {
        return new HistoryTable(records(), HistoryQuery.of(series, sort, order, page));
    }

    /** Two builds side by side, as the page's address asks for them. */
    public BuildComparison comparison(@Nullable String series, @Nullable String from, @Nullable String to) {
        return new BuildComparison(job, records(), series, from, to);
    }

    /** The data of the chart: this job's series, and those of its primary branch beside them. */
    @WebMethod(name = "trend.json")
    public void doTrend() throws IOException {
        job.checkPermission(Item.READ);
        final List<TrendJson.Source> sources = new ArrayList<>();
        sources.add(new TrendJson.Source(null, job.getUrl(), Series.of(records())));
        final Job<?, ?> primary = PrimaryBranch.beside(job);
        if (primary != null) {
            sources.add(new TrendJson.Source(
                    primary.getDisplayName(),
                    primary.getUrl(),
                    Series.of(JobHistories.get().read(primary))));
        }
        try (Writer out = WebAnswer.text("application/json;charset=UTF-8")) {
            TrendJson.write(sources, out);
        }
    }

    private List<HistoryRecord> records() {
        job.checkPermission(Item.READ);
        return JobHistories.get().read(job);
    }

    /** The remote API. */
    public Api getApi() {
        job.checkPermission(Item.READ);
        return new Api(this);
    }

    @Override
    public String getDisplayName() {
        return Messages.of("name");
    }

    @Override
    public String getIconFileName() {
        return Resources.icon();
    }

    @Override
    public String getUrlName() {
        return LvmVerificationAction.URL;
    }
}
