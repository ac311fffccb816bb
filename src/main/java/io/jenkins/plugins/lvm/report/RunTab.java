package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Run;
import java.util.Collection;
import java.util.List;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;

/** The verifications of a build as a tab beside Jenkins' own, and as a card on the build's overview. */
public class RunTab extends PageTab<LvmVerificationAction> {
    RunTab(Run<?, ?> run, LvmVerificationAction action) {
        super(run, action);
    }

    /** Of the page: Jenkins' layout names its address at the foot. */
    public Api getApi() {
        return getAction().getApi();
    }

    /** Adds the tab to each build that verified something. */
    @Extension(optional = true)
    @SuppressWarnings("rawtypes")
    public static class Factory extends TransientActionFactory<Run> {
        /** Where Jenkins has no tabs this has no type, and so the factory is not there. */
        private final Class<?> needed = Tab.class;

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return RunTab.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run target) {
            Run<?, ?> run = target;
            LvmVerificationAction action = run.getAction(LvmVerificationAction.class);
            return action == null || needed == null ? List.of() : List.of(new RunTab(run, action));
        }
    }
}
