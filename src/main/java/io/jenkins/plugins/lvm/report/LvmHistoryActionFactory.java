package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Adds the history to each job that has one. */
@Extension
@SuppressWarnings("rawtypes")
public final class LvmHistoryActionFactory extends TransientActionFactory<Job> {

    @Override
    public Class<Job> type() {
        return Job.class;
    }

    @Override
    public Class<? extends Action> actionType() {
        return LvmHistoryAction.class;
    }

    @Override
    public Collection<? extends Action> createFor(final Job target) {
        final Job<?, ?> job = target;
        return JobHistories.get().exist(job) ? List.of(new LvmHistoryAction(job)) : List.of();
    }
}
