package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Api;
import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.RootAction;
import io.jenkins.plugins.lvm.report.history.Series;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.StaplerRequest;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The last checkpoint of every model of all jobs that the viewer may read, at the controller's root. */
@Extension
@ExportedBean
public final class LvmDashboard implements RootAction {
    /** Not what the pages of jobs and builds are named: Jenkins would take each of these for this one, by the end of its URL. */
    private static final String URL = "lvm-dashboard";

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

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Job<?, ?>> jobs() {
        return (List) Hudson.getInstance().getAllItems(Job.class);
    }

    /** The table as a request asks for it. */
    public DashboardTable getTable(final StaplerRequest request) {
        return new DashboardTable(getModels(), request.getParameter("sort"), request.getParameter("order"));
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
    public String getIconFileName() {
        return Resources.ICON;
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
