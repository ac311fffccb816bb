package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The step in a sandboxed Pipeline, on an online agent, with real checkpoints. */
@WithJenkins
class PipelineTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(final JenkinsRule rule) throws Exception {
        jenkins = rule;
        Examples.agent(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static WarningAction warning(final WorkflowRun run) {
        final FlowExecution execution = run.getExecution();
        for (final FlowNode node : new FlowGraphWalker(execution)) {
            final WarningAction warning = node.getAction(WarningAction.class);
            if (warning != null) {
                return warning;
            }
        }
        return null;
    }

    @Test
    void healthyCheckpointPassesAndItsResultIsPlain() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "healthy",
                """
                node(AGENT) {
                  def r = verifyLvmCheckpoint checkpoint: GRU, data: DATA, model: 'gru', describeBuild: true
                  echo "got ${r.verdict} ${r.checkpoints.size()} ${r.gates.every { it.passed }} ${Math.abs(r.gap) < 0.001}"
                  echo "summary ${r.summary}"
                  echo "env ${env.LVM_VERDICT} ${env.LVM_CHECKPOINTS} ${env.LVM_ACTUAL == r.actual.toString()}"
                  sh 'echo "shell $LVM_VERDICT ${LVM_SHA256}"'
                }
                """);

        jenkins.assertBuildStatus(Result.SUCCESS, run);
        jenkins.assertLogContains("got PASSED 1 true true", run);
        jenkins.assertLogContains("summary All checkpoints passed.", run);
        jenkins.assertLogContains("env PASSED 1 true", run);
        final StoredVerification stored =
                run.getAction(LvmVerificationAction.class).getVerifications().get(0);
        jenkins.assertLogContains("shell PASSED " + stored.getSha256(), run);
        assertThat(stored.getActual()).isBetween(0.55, 0.5532);
        assertThat(stored.getAgent()).isEqualTo("agent");
        assertThat(run.getDescription()).isEqualTo("LVM gru PASSED: claim 0.5516, actual 0.5516");
    }

    @Test
    void ambiguousCheckpointMarksItsStepAndGoesOn() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "ambiguous",
                """
                node(AGENT) { verifyLvmCheckpoint checkpoint: AMN, data: DATA }
                echo "went on, ${currentBuild.currentResult}"
                """);

        jenkins.assertBuildStatus(Result.UNSTABLE, run);
        jenkins.assertLogContains("went on, UNSTABLE", run);
        assertThat(warning(run).getMessage()).contains("AMBIGUOUS_FORWARD");
    }

    @Test
    void brokenCheckpointStopsThePipelineWithOneSentence() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "broken",
                """
                stage('Verify') { node(AGENT) { verifyLvmCheckpoint checkpoint: BROKEN, data: DATA, id: 'lstm' } }
                stage('Deploy') { echo 'it is deployed' }
                """);

        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogNotContains("it is deployed", run);
        jenkins.assertLogNotContains("\tat ", run);
        jenkins.assertLogContains("GAP_BELOW", run);
        assertThat(run.getRootDir().toPath().resolve("lvm-verification/lstm.json"))
                .exists();
    }

    @Test
    void catchErrorSetsTheResultsAsked() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "caught",
                """
                node(AGENT) {
                  catchError(buildResult: 'UNSTABLE', stageResult: 'FAILURE') { verifyLvmCheckpoint checkpoint: BROKEN, data: DATA }
                  warnError('suspicious') { verifyLvmCheckpoint checkpoint: BROKEN, data: DATA, id: 'again', model: 'again' }
                  try { verifyLvmCheckpoint checkpoint: 'nowhere.pt', data: DATA } catch (e) { echo "caught ${e.message}" }
                }
                echo 'the end'
                """);

        jenkins.assertBuildStatus(Result.UNSTABLE, run);
        jenkins.assertLogContains("the end", run);
        jenkins.assertLogContains("caught ", run);
        jenkins.assertLogContains("nowhere.pt", run);
    }

    @Test
    void scriptDecidesByTheReturnedVerdict() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "decides",
                """
                node(AGENT) {
                  def r = verifyLvmCheckpoint checkpoint: BROKEN, data: DATA, failBuild: false
                  echo "it is ${r.verdict}, the build ${currentBuild.currentResult}, in its environment ${env.LVM_VERDICT}"
                }
                """);

        jenkins.assertBuildStatus(Result.UNSTABLE, run);
        jenkins.assertLogContains("it is FAILED, the build UNSTABLE, in its environment FAILED", run);
    }

    @Test
    void parallelBranchesShareOneResult() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "branches",
                """
                parallel(
                  gru: { node(AGENT) { verifyLvmCheckpoint checkpoint: GRU, data: DATA, model: 'gru' } },
                  amn: { node(AGENT) { verifyLvmCheckpoint checkpoint: AMN, data: DATA, model: 'amn',
                                         servingForward: 'attention-mixture' } })
                echo "env ${env.LVM_CHECKPOINTS} ${env.LVM_ACTUAL}"
                """);

        jenkins.assertBuildStatus(Result.SUCCESS, run);
        jenkins.assertLogContains("env 2 null", run);
        assertThat(run.getActions(LvmVerificationAction.class)).singleElement().satisfies(action -> assertThat(
                        action.getVerifications())
                .extracting(StoredVerification::getSeries)
                .containsExactlyInAnyOrder("gru", "amn"));
    }

    @Test
    void wrongParametersAreOneSentence() throws Exception {
        final WorkflowRun run = Examples.run(
                jenkins,
                "wrong",
                "node(AGENT) { verifyLvmCheckpoint checkpoint: GRU, data: DATA, unstableThreshold: 0.2, failThreshold: 0.1 }");

        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogContains("unstableThreshold (0.2) is above failThreshold (0.1)", run);
        jenkins.assertLogNotContains("\tat ", run);
    }
}
