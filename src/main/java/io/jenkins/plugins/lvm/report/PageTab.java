package io.jenkins.plugins.lvm.report;

import hudson.model.Action;
import hudson.model.Actionable;
import jenkins.model.Tab;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.StaplerProxy;

/**
 * A page of ours as a tab beside Jenkins' own.
 *
 * @param <A> the page
 */
public abstract class PageTab<A extends Action> extends Tab implements SubPage, StaplerProxy {
    private final transient A action;

    /**
     * A tab.
     *
     * @param of whose tab it is
     * @param action the page
     */
    PageTab(Actionable of, A action) {
        super(of);
        this.action = action;
    }

    public A getAction() {
        return action;
    }

    /** Whatever is below the tab's address is below the page's. */
    @Override
    public Object getTarget() {
        return action;
    }

    @Override
    public @Nullable String getIconFileName() {
        return action.getIconFileName();
    }

    @Override
    public String getDisplayName() {
        return action.getDisplayName();
    }

    @Override
    public String getUrlName() {
        return action.getUrlName();
    }
}
