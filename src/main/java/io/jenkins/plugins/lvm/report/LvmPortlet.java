package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Job;
import hudson.plugins.view.dashboard.DashboardPortlet;
import io.jenkins.plugins.lvm.report.history.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.kohsuke.stapler.DataBoundConstructor;

/** The models of a dashboard's jobs as they were last verified, where the plugin Dashboard View is installed. */
public class LvmPortlet extends DashboardPortlet {

    @DataBoundConstructor
    public LvmPortlet(String name) {
        super(name);
    }

    /** One line for each series of jobs, the worst first. */
    public DashboardTable table(Collection<?> jobs) {
        List<DashboardLine> lines = new ArrayList<>();
        for (Object item : jobs) {
            if (item instanceof Job<?, ?> job
                    && job.hasPermission(Item.READ)
                    && JobHistories.get().exist(job)) {
                for (Series series : Series.current(JobHistories.get().read(job))) {
                    lines.add(new DashboardLine(job, series));
                }
            }
        }
        return new DashboardTable(lines, null, null);
    }

    /** Offers the portlet in the configuration of a dashboard. */
    @Extension(optional = true)
    public static class DescriptorImpl extends Descriptor<DashboardPortlet> {
        @Override
        public String getDisplayName() {
            return Messages.of("name");
        }
    }
}
