package io.jenkins.plugins.lvm.report;

import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the job whose verifications a build is held against. Jobs that the build may not read do not exist for it. */
public final class BaselineJob {
    private BaselineJob() {}

    /**
     * The job named, or, where none is: of a change request the job of its target; else the primary branch beside the job; else the
     * job itself.
     *
     * @param own the build's job
     * @param name full name, or the name of a job beside this one; null to choose by the branch
     * @param target branch that a change request wants to go into; null of other builds
     * @throws IllegalArgumentException if there is no such job; the message is for the user
     */
    public static Job<?, ?> of(Job<?, ?> own, @Nullable String name, @Nullable String target) {
        if (name != null) {
            return named(own, name);
        }
        final Job<?, ?> wanted = target == null ? null : branch(own, target);
        if (wanted != null) {
            return wanted;
        }
        final Job<?, ?> primary = PrimaryBranch.beside(own);
        return primary == null ? own : primary;
    }

    private static Job<?, ?> named(final Job<?, ?> own, final String name) {
        final Item beside = name.contains("/") ? null : own.getParent().getItem(name);
        final Item found = beside == null ? Hudson.getInstance().getItemByFullName(name) : beside;
        if (found instanceof Job<?, ?> job && job.hasPermission(Item.READ)) {
            return job;
        }
        throw new IllegalArgumentException("There is no job '" + name
                + "', named by 'baselineJob', or this build may not read it. Give its full name, such as folder/main.");
    }

    /** A multibranch project encodes the branch in the job's name and shows it as it is. */
    private static @Nullable Job<?, ?> branch(final Job<?, ?> own, final String branch) {
        final String encoded = URLEncoder.encode(branch, StandardCharsets.UTF_8);
        for (final Object item : own.getParent().getItems()) {
            if (item instanceof Job<?, ?> sibling
                    && sibling != own
                    && sibling.hasPermission(Item.READ)
                    && (sibling.getName().equals(branch)
                            || sibling.getName().equals(encoded)
                            || sibling.getDisplayName().equals(branch))) {
                return sibling;
            }
        }
        return null;
    }
}
