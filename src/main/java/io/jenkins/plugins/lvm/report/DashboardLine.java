package io.jenkins.plugins.lvm.report;

import hudson.model.Job;
import io.jenkins.plugins.lvm.report.history.Series;
import io.jenkins.plugins.lvm.report.history.Sparkline;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One model of one job on the dashboard. */
@ExportedBean(defaultVisibility = 2)
public final class DashboardLine {
    private final Job<?, ?> job;
    private final Series series;
    private final CheckpointLine latest;

    DashboardLine(final Job<?, ?> job, final Series series) {
        this.job = job;
        this.series = series;
        this.latest = CheckpointLine.latest(series, JobHistories.lastBuild(job));
    }

    @Exported
    public String getJobName() {
        return job.getFullDisplayName();
    }

    /** Path of the job below the controller's root. */
    @Exported
    public String getJobUrl() {
        return job.getUrl();
    }

    /** The checkpoint that a build last had something to say of. */
    @Exported(inline = true)
    public CheckpointLine getLatest() {
        return latest;
    }

    /** The job's full name. */
    String project() {
        return job.getFullName();
    }

    String series() {
        return series.key();
    }

    /** How many of the model's checkpoints builds have something to say of. */
    @Exported
    public int getVerifications() {
        return series.records().size();
    }

    public Sparkline getSparkline() {
        return new Sparkline(series);
    }

    public String getSparklineText() {
        return getSparkline().describe(Messages::of);
    }
}
