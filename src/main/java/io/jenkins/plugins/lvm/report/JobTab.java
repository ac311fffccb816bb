package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;

/** The history of a job as a tab beside Jenkins' own. */
public class JobTab extends PageTab<LvmHistoryAction> {
    JobTab(Job<?, ?> job) {
        super(job, new LvmHistoryAction(job));
    }

    /** Of the page: Jenkins' layout names its address at the foot. */
    public Api getApi() {
        return getAction().getApi();
    }

    /** Adds the tab to each job that has a history. */
    @Extension(optional = true)
    @SuppressWarnings("rawtypes")
    public static class Factory extends TransientActionFactory<Job> {
        /** Where Jenkins has no tabs this has no type, and so the factory is not there. */
        private final Class<?> needed = Tab.class;

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return JobTab.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job target) {
            Job<?, ?> job = target;
            return needed != null && JobHistories.get().exist(job) ? List.of(new JobTab(job)) : List.of();
        }
    }
}
