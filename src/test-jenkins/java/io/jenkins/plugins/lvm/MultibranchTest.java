package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Action;
import hudson.model.TaskListener;
import hudson.scm.SCM;
import io.jenkins.plugins.lvm.report.LvmHistoryAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMHeadObserver;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceCriteria;
import jenkins.scm.api.SCMSourceDescriptor;
import jenkins.scm.api.metadata.PrimaryInstanceMetadataAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.SingleFileSCM;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A multibranch project: each branch has a history of its own, and its page and baseline look at the primary branch. */
@WithJenkins
class MultibranchTest {
    private static final String PRIMARY = "main";
    private static final String FEATURE = "feature/faster";

    /** A repository with two branches and a Jenkinsfile, the same in both. */
    public static final class TwoBranches extends SCMSource {
        private final String jenkinsfile;

        TwoBranches(final String jenkinsfile) {
            this.jenkinsfile = jenkinsfile;
        }

        @Override
        protected void retrieve(
                final SCMSourceCriteria criteria,
                final SCMHeadObserver observer,
                final SCMHeadEvent<?> event,
                final TaskListener listener)
                throws IOException, InterruptedException {
            for (final String name : List.of(PRIMARY, FEATURE)) {
                final SCMHead head = new SCMHead(name);
                observer.observe(head, new First(head));
            }
        }

        @Override
        protected List<Action> retrieveActions(
                final SCMHead head, final SCMHeadEvent event, final TaskListener listener) {
            return head.getName().equals(PRIMARY) ? List.of(new PrimaryInstanceMetadataAction()) : List.of();
        }

        @Override
        public SCM build(final SCMHead head, final SCMRevision revision) {
            return new SingleFileSCM("Jenkinsfile", jenkinsfile.getBytes(StandardCharsets.UTF_8));
        }

        @TestExtension
        public static final class DescriptorImpl extends SCMSourceDescriptor {}
    }

    /** The only revision of a branch. */
    public static final class First extends SCMRevision {
        First(final SCMHead head) {
            super(head);
        }

        @Override
        public boolean equals(final Object other) {
            return other instanceof First first && first.getHead().equals(getHead());
        }

        @Override
        public int hashCode() {
            return getHead().hashCode();
        }
    }

    @Test
    void branchLooksAtThePrimaryBranch(final JenkinsRule jenkins) throws Exception {
        Examples.agent(jenkins);
        final WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "models");
        project.getSourcesList()
                .add(new BranchSource(new TwoBranches("node('agent') { verifyLvmCheckpoint checkpoint: "
                        + Examples.quoted(Examples.GRU) + ", data: " + Examples.quoted(Examples.DATA)
                        + ", model: 'gru', baseline: 'lastPassed' }")));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();

        final WorkflowJob primary = project.getItemByBranchName(PRIMARY);
        final WorkflowJob feature = project.getItemByBranchName(FEATURE);
        jenkins.assertBuildStatusSuccess(primary.getLastBuild());
        // Both were built at once: only now there is a build of the primary branch to compare with for sure.
        final var compared = jenkins.assertBuildStatusSuccess(feature.scheduleBuild2(0));

        assertThat(feature.getAction(LvmHistoryAction.class).getHistory())
                .extracting("build")
                .containsExactly(2, 1);
        assertThat(primary.getAction(LvmHistoryAction.class).getHistory()).hasSize(1);
        assertThat(text(jenkins, Examples.page(feature) + "trend.json", "application/json"))
                .contains(feature.getUrl(), primary.getUrl());
        assertThat(text(jenkins, Examples.page(primary) + "trend.json", "application/json"))
                .doesNotContain(feature.getUrl());
        assertThat(text(jenkins, Examples.page(compared) + "checkpoint/gru/", "text/html"))
                .contains("models/" + PRIMARY + " #1");
    }

    private static String text(final JenkinsRule jenkins, final String url, final String type) throws Exception {
        return jenkins.createWebClient().goTo(url, type).getWebResponse().getContentAsString();
    }
}
