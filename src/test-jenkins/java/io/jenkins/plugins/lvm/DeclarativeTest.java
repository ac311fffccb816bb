package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The step in Declarative Pipelines: those of the user guide, and what a stage that failed leaves to the post section. */
@WithJenkins
class DeclarativeTest {
    private static JenkinsRule jenkins;
    private static DumbSlave agent;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = Examples.agent(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** The guide's Declarative recipes, in their order. */
    private static List<String> recipes() throws Exception {
        String guide = Files.readString(Path.of(System.getProperty("lvm.docs", "docs"), "user-guide.md"));
        return Pattern.compile("(?m)^```groovy\\n(pipeline \\{(?s:.*?))^```$")
                .matcher(guide)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static WorkflowRun run(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        FilePath workspace = Examples.workspace(agent, job);
        new FilePath(new File(Examples.AMN))
                .copyTo(workspace.child("artifacts/lvm/models/amn_20251101_120000/best_model.pt"));
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }

    private static List<StoredVerification> verifications(WorkflowRun run) {
        return run.getAction(LvmVerificationAction.class).getVerifications();
    }

    @Test
    void theGuidesRecipesVerify() throws Exception {
        List<String> recipes = recipes();
        assertThat(recipes).hasSize(2);

        WorkflowRun one =
                run("declarative", recipes.get(0).replace("/data/training_sequences_ctx5.npz", Examples.DATA));
        jenkins.assertBuildStatus(Result.SUCCESS, one);
        assertThat(verifications(one)).singleElement().satisfies(verification -> assertThat(verification.getSeries())
                .isEqualTo("amn"));

        // The agent of the tests has one device.
        WorkflowRun matrix = run(
                "matrix",
                recipes.get(1)
                        .replace("'cpu', 'cuda', 'mps'", "'cpu'")
                        .replace("/data/training_sequences_ctx5.npz", Examples.DATA)
                        .replace("/models/amn/best_model.pt", Examples.AMN));
        jenkins.assertBuildStatus(Result.SUCCESS, matrix);
        assertThat(verifications(matrix)).singleElement().satisfies(verification -> assertThat(verification.getId())
                .isEqualTo("amn-cpu"));
    }

    @Test
    void aFailedVerificationSkipsLaterStagesAndPostKnowsIt() throws Exception {
        WorkflowRun run = run(
                "failed",
                """
                pipeline {
                  agent { label 'cpu' }
                  options { skipDefaultCheckout() }
                  stages {
                    stage('Verify') {
                      steps {
                        verifyLvmCheckpoint checkpoint: %s, data: %s, qualityGates: [
                          [metric: 'COSINE', threshold: 0.9, criticality: 'FAILED']]
                      }
                    }
                    stage('Deploy') {
                      steps { echo 'deployed' }
                    }
                  }
                  post {
                    failure {
                      script {
                        def found = lvmVerificationResult()
                        echo "post ${found.verdict} ${found.checkpoints.size()} ${env.LVM_VERDICT}"
                      }
                    }
                  }
                }
                """
                        .formatted(Examples.quoted(Examples.BROKEN), Examples.quoted(Examples.DATA)));

        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogContains("post FAILED 1 FAILED", run);
        jenkins.assertLogNotContains("deployed", run);
    }

    @Test
    void anUnstableVerificationGoesOn() throws Exception {
        WorkflowRun run = run(
                "unstable",
                """
                pipeline {
                  agent { label 'cpu' }
                  stages {
                    stage('Verify') {
                      steps {
                        verifyLvmCheckpoint(checkpoint: %s, data: %s, qualityGates: [
                          [metric: 'COSINE', threshold: 0.99, criticality: 'UNSTABLE']])
                      }
                    }
                    stage('Report') {
                      steps { echo "went on with ${LVM_VERDICT}" }
                    }
                  }
                }
                """
                        .formatted(Examples.quoted(Examples.GRU), Examples.quoted(Examples.DATA)));

        jenkins.assertBuildStatus(Result.UNSTABLE, run);
        jenkins.assertLogContains("went on with UNSTABLE", run);
    }
}
