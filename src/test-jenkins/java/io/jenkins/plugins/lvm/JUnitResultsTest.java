package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.tasks.junit.CaseResult;
import hudson.tasks.junit.TestResultAction;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Gates as test results where the plugin JUnit is installed. */
@WithJenkins
class JUnitResultsTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Examples.agent(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    @Test
    void gatesAreRecordedAndOnlyTheVerdictDecides() throws Exception {
        WorkflowRun run = Examples.run(
                jenkins,
                "recorded",
                """
                node(AGENT) {
                  verifyLvmCheckpoint checkpoint: GRU, data: DATA, model: 'gru'
                  verifyLvmCheckpoint checkpoint: BROKEN, data: DATA, model: 'broken', failBuild: false
                  sh 'test -z "$(ls -A)"'
                }
                """);

        // A missed gate of a step that must not fail the build makes it unstable, with or without test results.
        jenkins.assertBuildStatus(Result.UNSTABLE, run);
        TestResultAction tests = run.getAction(TestResultAction.class);
        assertThat(tests.getTotalCount()).isGreaterThan(10);
        assertThat(tests.getFailedTests())
                .isNotEmpty()
                .extracting(CaseResult::getSuiteResult)
                .allMatch(suite -> suite.getName().contains("broken"));
    }

    @Test
    void aNamedFileIsLeftToTheScript() throws Exception {
        WorkflowRun run = Examples.run(
                jenkins,
                "written",
                """
                node(AGENT) {
                  verifyLvmCheckpoint checkpoint: GRU, data: DATA, junit: 'lvm-junit.xml'
                  sh 'test -s lvm-junit.xml'
                }
                """);

        jenkins.assertBuildStatusSuccess(run);
        assertThat(run.getAction(TestResultAction.class)).isNull();
    }
}
