package io.jenkins.plugins.lvm.report;

import hudson.model.Action;

/** A page as a tab of a build or a job, which only a Jenkins with tabs has; the pages themselves need not know that type. */
public interface SubPage extends Action {}
