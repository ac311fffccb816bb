package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Api;
import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.RootAction;
import io.jenkins.plugins.lvm.report.history.Series;
import java.io.IOException;
import java.io.Writer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The last checkpoint of every model of all jobs that the viewer may read, at the controller's root. */
@Extension
@ExportedBean
public final class LvmDashboard implements RootAction {
    /** Not what the pages of jobs and builds are named: Jenkins would take each of these for this one, by the end of its URL. */
    private static final String URL = "lvm-dashboard";

    /** By which job the link was last shown: asked first, since every page asks. A job that is gone has no history. */
    private volatile @Nullable WeakReference<Job<?, ?>> shownBefore;

    /** One line for each series of each job. */
    @Exported
    public List<DashboardLine> getModels() {
        final List<DashboardLine> lines = new ArrayList<>();
        for (final Job<?, ?> job : jobs()) {
            if (job.hasPermission(Item.READ) && JobHistories.get().exist(job)) {
                for (final Series series : Series.current(JobHistories.get().read(job))) {
                    lines.add(new DashboardLine(job, series));
                }
            }
        }
        return lines;
    }

    /** Only who may see something is led here. */
    private boolean isShown() {
        WeakReference<Job<?, ?>> before = shownBefore;
        Job<?, ?> last = before == null ? null : before.get();
        if (last != null && isShownBy(last)) {
            return true;
        }
        for (Job<?, ?> job : jobs()) {
            if (isShownBy(job)) {
                shownBefore = new WeakReference<>(job);
                return true;
            }
        }
        return false;
    }

    private static boolean isShownBy(Job<?, ?> job) {
        return job.hasPermission(Item.READ) && JobHistories.get().existedLately(job);
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Job<?, ?>> jobs() {
        return (List) Hudson.getInstance().getAllItems(Job.class);
    }

    /** The table as the page's address asks for it. */
    public DashboardTable table(@Nullable String sort, @Nullable String order) {
        return new DashboardTable(getModels(), sort, order);
    }

    /** The same for a Prometheus server: only what whoever asks may read. */
    @WebMethod(name = "prometheus")
    public void doPrometheus() throws IOException {
        try (Writer out = WebAnswer.text(PrometheusText.CONTENT_TYPE)) {
            PrometheusText.write(getModels(), out);
        }
    }

    /** The remote API. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getDisplayName() {
        return Messages.of("name");
    }

    @Override
    public @Nullable String getIconFileName() {
        return isShown() ? Resources.icon() : null;
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
