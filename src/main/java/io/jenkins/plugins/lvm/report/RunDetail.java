package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Run;
import java.util.List;
import jenkins.model.details.Detail;
import jenkins.model.details.DetailFactory;

/** How many checkpoints of a build passed, among the details at the head of its page. */
public class RunDetail extends Detail {
    private final LvmVerificationAction action;

    RunDetail(Run<?, ?> run, LvmVerificationAction action) {
        super(run);
        this.action = action;
    }

    @Override
    public String getIconClassName() {
        return Resources.icon();
    }

    @Override
    public String getDisplayName() {
        return action.getSummary();
    }

    @Override
    public String getLink() {
        return action.getUrlName();
    }

    /** Adds the detail to each build that verified something. */
    @Extension(optional = true)
    @SuppressWarnings("rawtypes")
    public static class Factory extends DetailFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public List<? extends Detail> createFor(Run target) {
            Run<?, ?> run = target;
            LvmVerificationAction action = run.getAction(LvmVerificationAction.class);
            return action == null || action.getVerifications().isEmpty()
                    ? List.of()
                    : List.of(new RunDetail(run, action));
        }
    }
}
