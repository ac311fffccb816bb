package io.jenkins.plugins.lvm.live.bridge;

import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import java.lang.reflect.Method;
import jenkins.model.RunAction2;

/** Tells the actions of loaded builds which build they belong to. */
public final class BuildActions {
    private BuildActions() {}

    private static void load(final Run<?, ?> run) {
        for (final Action action : run.getActions()) {
            if (action instanceof RunAction2 attached) {
                attached.onLoad(run);
            }
        }
    }

    /** The old host asks for a project's transient actions only when the project is loaded or configured. */
    private static void refresh(final AbstractProject<?, ?> project) throws ReflectiveOperationException {
        final Method update = AbstractProject.class.getDeclaredMethod("updateTransientActions");
        update.setAccessible(true);
        update.invoke(project);
    }

    /** Builds that are there at start-up. */
    @Extension
    public static class AtStart extends ItemListener {
        @Override
        @SuppressWarnings("rawtypes")
        public void onLoaded() {
            for (final AbstractProject<?, ?> project : Hudson.getInstance().getAllItems(AbstractProject.class)) {
                project.getBuilds().forEach(BuildActions::load);
            }
        }

        @Override
        public void onCreated(final Item item) {}
    }

    /** Builds that are made later. */
    @Extension
    public static class AtEnd extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(final Run<?, ?> run, final TaskListener listener) {
            load(run);
            if (run.getParent() instanceof AbstractProject<?, ?> project) {
                try {
                    refresh(project);
                } catch (final ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
