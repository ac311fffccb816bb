package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.lvm.report.CheckpointLine;
import io.jenkins.plugins.lvm.report.LvmHistoryAction;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What a restart of the controller leaves as it was. */
class SessionRestartTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void resultAndPipelineOutliveARestart() throws Throwable {
        sessions.then(jenkins -> {
            Examples.agent(jenkins);
            final WorkflowJob job = jenkins.createProject(WorkflowJob.class, "restarted");
            job.setDefinition(new CpsFlowDefinition(
                    """
                    def r
                    node('agent') { r = verifyLvmCheckpoint checkpoint: %s, data: %s, model: 'gru' }
                    echo 'now it may restart'
                    sleep 15
                    echo "still ${r.verdict} ${r.gates.size() > 3} ${r.actual == r.checkpoints[0].actual} ${env.LVM_VERDICT}"
                    """
                            .formatted(Examples.quoted(Examples.GRU), Examples.quoted(Examples.DATA)),
                    true));
            jenkins.waitForMessage("now it may restart", job.scheduleBuild2(0).waitForStart());
        });
        sessions.then(jenkins -> {
            final WorkflowJob job = jenkins.jenkins.getItemByFullName("restarted", WorkflowJob.class);
            final WorkflowRun run = jenkins.waitForCompletion(job.getBuildByNumber(1));

            jenkins.assertBuildStatus(Result.SUCCESS, run);
            jenkins.assertLogContains("still PASSED true true PASSED", run);
            assertThat(run.getAction(LvmVerificationAction.class).getVerifications())
                    .singleElement()
                    .satisfies(stored -> assertThat(stored.getVerdict()).isEqualTo("PASSED"));
            assertThat(job.getAction(LvmHistoryAction.class).getHistory())
                    .extracting(CheckpointLine::getBuild)
                    .containsExactly(1);
            assertThat(jenkins.createWebClient()
                            .goTo(Examples.page(run) + "checkpoint/gru/")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("0.5516");
        });
    }
}
