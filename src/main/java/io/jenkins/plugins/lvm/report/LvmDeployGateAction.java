package io.jenkins.plugins.lvm.report;

import hudson.Util;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * What the gates of a build decided, and the page on which somebody who may can let a refused file pass: these very bytes, for a reason
 * that is kept, in builds of this job for a day. No lambdas: the ancestor's Stapler cannot read a class with web methods that has some.
 */
@ExportedBean
public final class LvmDeployGateAction implements RunAction2 {
    private static final String URL = "lvm-deploy-gate";
    private static final int LONGEST_REASON = 2000;
    private static final int BAD_REQUEST = 400;

    /** Replaced and never changed, since a build may be saved while another step adds; an ArrayList, as saved builds have it. */
    private volatile List<GateDecision> decisions = new ArrayList<>();

    private transient Run<?, ?> run;

    private LvmDeployGateAction(Run<?, ?> run) {
        this.run = run;
    }

    /** The decisions of a build, which has none yet when this is first called. */
    public static LvmDeployGateAction of(Run<?, ?> run) {
        synchronized (run) {
            LvmDeployGateAction action = run.getAction(LvmDeployGateAction.class);
            if (action == null) {
                action = new LvmDeployGateAction(run);
                run.addAction(action);
            }
            return action;
        }
    }

    /** Keeps a decision. */
    public void add(GateDecision decision) throws IOException {
        keep(decision);
        run.save();
    }

    synchronized void keep(GateDecision decision) {
        List<GateDecision> kept = new ArrayList<>(decisions);
        kept.add(decision);
        decisions = kept;
    }

    @Exported
    public List<GateDecision> getDecisions() {
        return List.copyOf(decisions);
    }

    /** Who let a file of this digest pass in this build; null where nobody did. */
    public GateDecision.@Nullable Overriding overrideOf(String sha256) {
        for (GateDecision decision : decisions) {
            if (decision.getSha256().equals(sha256)
                    && decision.getOutcome().equals(GateDecision.REFUSED)
                    && decision.override() != null) {
                return decision.override();
            }
        }
        return null;
    }

    /** Whether whoever looks at the page may let something pass. */
    public boolean isOverridable() {
        return run.hasPermission(permission());
    }

    private static Permission permission() {
        return GatePermissions.OVERRIDE;
    }

    /**
     * Lets a refused file pass in later builds.
     *
     * @param sha256 of the file
     * @param reason why
     */
    @RequirePOST
    public HttpResponse doOverride(@QueryParameter("sha256") String sha256, @QueryParameter("reason") String reason)
            throws IOException {
        run.checkPermission(permission());
        String why = Util.fixEmptyAndTrim(reason);
        if (why == null || why.length() > LONGEST_REASON) {
            throw refusal(Messages.of("override.reason", Integer.toString(LONGEST_REASON)));
        }
        User user = User.current();
        GateDecision.Overriding override =
                new GateDecision.Overriding(user == null ? "anonymous" : user.getId(), why, System.currentTimeMillis());
        if (!let(sha256, override)) {
            throw refusal(Messages.of("override.file"));
        }
        run.save();
        return HttpResponses.redirectToDot();
    }

    /** Whether there was such a file. */
    synchronized boolean let(String sha256, GateDecision.Overriding override) {
        List<GateDecision> kept = new ArrayList<>();
        boolean found = false;
        for (GateDecision decision : decisions) {
            boolean meant = decision.isRefused() && decision.getSha256().equals(sha256);
            kept.add(meant ? decision.let(override) : decision);
            found |= meant;
        }
        decisions = kept;
        return found;
    }

    /** The ancestor has no error of a text alone. */
    private static RuntimeException refusal(String message) {
        return HttpResponses.error(BAD_REQUEST, new IllegalArgumentException(message));
    }

    /** The remote API. */
    public Api getApi() {
        run.checkPermission(Item.READ);
        return new Api(this);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> attached) {
        this.run = attached;
    }

    @Override
    public void onLoad(Run<?, ?> loaded) {
        this.run = loaded;
    }

    @Override
    public @Nullable String getIconFileName() {
        return getDecisions().isEmpty() ? null : Resources.icon();
    }

    @Override
    public String getDisplayName() {
        return Messages.of("gate.name");
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
