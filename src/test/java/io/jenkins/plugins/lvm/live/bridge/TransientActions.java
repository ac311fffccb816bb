package io.jenkins.plugins.lvm.live.bridge;

import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.Hudson;
import hudson.model.TransientProjectActionFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Asks the registered factories for a project's actions. */
@Extension
public class TransientActions extends TransientProjectActionFactory {

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Collection<? extends Action> createFor(final AbstractProject project) {
        final List<Action> actions = new ArrayList<>();
        for (final TransientActionFactory factory :
                Hudson.getInstance().getExtensionList(TransientActionFactory.class)) {
            if (factory.type().isInstance(project)) {
                actions.addAll(factory.createFor(project));
            }
        }
        return actions;
    }
}
