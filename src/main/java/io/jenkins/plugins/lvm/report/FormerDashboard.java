package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Hudson;
import hudson.model.RootAction;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.StaplerProxy;

/** Answers where the dashboard was before, for bookmarks and clients of the remote API. */
@Extension
public final class FormerDashboard implements RootAction, StaplerProxy {

    @Override
    public Object getTarget() {
        return Hudson.getInstance().getExtensionList(RootAction.class).get(LvmDashboard.class);
    }

    @Override
    public @Nullable String getDisplayName() {
        return null;
    }

    /** Nothing leads here. */
    @Override
    public @Nullable String getIconFileName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return LvmVerificationAction.URL;
    }
}
