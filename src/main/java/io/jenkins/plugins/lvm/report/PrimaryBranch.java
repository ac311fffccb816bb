package io.jenkins.plugins.lvm.report;

import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import org.jspecify.annotations.Nullable;

/** Finds the branch that a multibranch project calls its primary one. */
final class PrimaryBranch {
    /** What the source code management API marks it with. Known by name, because that plugin may not be installed. */
    private static final String MARK = "jenkins.scm.api.metadata.PrimaryInstanceMetadataAction";

    private PrimaryBranch() {}

    /** The primary branch beside a job, as far as the viewer may read it; null if there is none, or if it is the job itself. */
    static @Nullable Job<?, ?> beside(final Job<?, ?> job) {
        if (isPrimary(job)) {
            return null;
        }
        for (final Object item : job.getParent().getItems()) {
            if (item instanceof Job<?, ?> sibling && sibling.hasPermission(Item.READ) && isPrimary(sibling)) {
                return sibling;
            }
        }
        return null;
    }

    private static boolean isPrimary(final Job<?, ?> job) {
        for (final Action action : job.getActions(Action.class)) {
            if (action.getClass().getName().equals(MARK)) {
                return true;
            }
        }
        return false;
    }
}
