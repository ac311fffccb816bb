package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Items;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TopLevelItem;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.lvm.report.CheckpointLine;
import io.jenkins.plugins.lvm.report.LvmHistoryAction;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A job's history stays true whatever becomes of its builds and of itself. */
@WithJenkins
class HistoryTest {
    private static JenkinsRule jenkins;
    private static DumbSlave agent;

    @BeforeAll
    static void start(final JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = Examples.agent(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static FreeStyleProject job(final String name, final int builds) throws Exception {
        final FreeStyleProject job = jenkins.createFreeStyleProject(name);
        job.setAssignedNode(agent);
        final VerifyLvmCheckpointBuilder verify = new VerifyLvmCheckpointBuilder(Examples.GRU, Examples.DATA);
        verify.setModel("gru");
        verify.setMaxSamples(60);
        job.getBuildersList().add(verify);
        for (int i = 0; i < builds; i++) {
            assertThat(job.scheduleBuild2(0).get().getAction(LvmVerificationAction.class))
                    .isNotNull();
        }
        return job;
    }

    private static List<Integer> builds(final Job<?, ?> job) {
        final LvmHistoryAction history = job.getAction(LvmHistoryAction.class);
        return history == null
                ? List.of()
                : history.getHistory().stream().map(CheckpointLine::getBuild).toList();
    }

    @Test
    void deletedBuildLeavesTheHistory() throws Exception {
        final FreeStyleProject job = job("deleted", 3);
        assertThat(builds(job)).containsExactly(3, 2, 1);

        job.getBuildByNumber(2).delete();
        assertThat(builds(job)).containsExactly(3, 1);

        for (final Run<?, ?> build : List.copyOf(job.getBuilds())) {
            build.delete();
        }
        assertThat(builds(job)).isEmpty();
    }

    @Test
    void historyMovesWithTheJob() throws Exception {
        final FreeStyleProject job = job("moved", 2);
        final int before = builds(job).size();

        job.renameTo("renamed");
        assertThat(builds(job)).hasSize(before);

        final Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        final FreeStyleProject moved = Items.move(job, folder);
        assertThat(moved.getFullName()).isEqualTo("folder/renamed");
        assertThat(builds(moved)).containsExactly(2, 1);

        folder.renameTo("other");
        final FreeStyleProject found = Jenkins.get().getItemByFullName("other/renamed", FreeStyleProject.class);
        assertThat(builds(found)).containsExactly(2, 1);
        assertThat(jenkins.createWebClient()
                        .goTo(Examples.page(found))
                        .getWebResponse()
                        .getContentAsString())
                .contains("gru");
        assertThat(jenkins.createWebClient()
                        .goTo("lvm-verification/")
                        .getWebResponse()
                        .getContentAsString())
                .contains("job/other/job/renamed/");
    }

    @Test
    void copyOfAJobStartsWithoutHistory() throws Exception {
        final FreeStyleProject job = job("original", 1);

        final Job<?, ?> copy = (Job<?, ?>) jenkins.jenkins.copy((TopLevelItem) job, "copy");

        assertThat(builds(copy)).isEmpty();
        assertThat(builds(job)).containsExactly(1);
    }

    @Test
    void pipelineInAFolderHasAHistoryToo() throws Exception {
        final Folder folder = jenkins.jenkins.createProject(Folder.class, "pipelines");
        final WorkflowJob job = folder.createProject(WorkflowJob.class, "nightly");
        job.setDefinition(new CpsFlowDefinition(
                "node('agent') { verifyLvmCheckpoint checkpoint: " + Examples.quoted(Examples.GRU) + ", data: "
                        + Examples.quoted(Examples.DATA) + ", model: 'gru' }",
                true));
        jenkins.buildAndAssertSuccess(job);

        assertThat(builds(job)).containsExactly(1);
        assertThat(jenkins.createWebClient()
                        .goTo(Examples.page(job.getLastBuild()))
                        .getWebResponse()
                        .getContentAsString())
                .contains("0.5516");
    }
}
