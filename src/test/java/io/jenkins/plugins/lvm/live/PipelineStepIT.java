package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Pipeline step, in the sandbox, where the controller has Pipeline. */
@ExtendWith(LiveController.class)
class PipelineStepIT {
    private static final String DATA = "data: '" + LiveFiles.example("sequences.npz") + "'";
    private static final String HEALTHY = "checkpoint: '" + LiveFiles.example("gru_healthy.pt") + "', " + DATA;
    private static final String AMBIGUOUS = "checkpoint: '" + LiveFiles.example("amn_healthy.pt") + "', " + DATA;
    private static final String BROKEN = "checkpoint: '" + LiveFiles.example("lstm_broken.pt") + "', " + DATA;

    private final ControllerProcess controller;
    private final AgentProcess agent;

    PipelineStepIT(final ControllerProcess controller, final AgentProcess agent) {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
        this.controller = controller;
        this.agent = agent;
    }

    private Build run(final String name, final String script) throws Exception {
        controller.createPipeline(name, script.replace("AGENT", agent.name()));
        return controller.build(name);
    }

    @Test
    void resultIsUsableInTheSandbox() throws Exception {
        final Build build = run(
                "result",
                """
                node('AGENT') {
                  def r = verifyLvmCheckpoint(%s, id: 'gru', unstableThreshold: 0.04)
                  echo "verdict ${r.verdict}, gap below 0.01: ${Math.abs(r.gap) < 0.01}"
                  echo "gates ${r.gates.findAll { it.passed }.size()} of ${r.gates.size()}"
                  for (c in r.checkpoints) { echo "checkpoint ${c.checkpoint} ${c.forwardDefinition}" }
                }
                """
                        .formatted(HEALTHY));

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console())
                .contains("verdict PASSED, gap below 0.01: true")
                .containsPattern("gates (\\d+) of \\1\n")
                .contains("gru_healthy.pt gru-stack");
        assertThat(build.directory().resolve("lvm-verification/gru.json")).exists();
    }

    @Test
    void unstableMarksTheNodeAndGoesOn() throws Exception {
        final Build build = run(
                "unstable",
                """
                node('AGENT') {
                  stage('verify') { verifyLvmCheckpoint(%s) }
                  stage('report') { echo "now ${currentBuild.currentResult}" }
                }
                """
                        .formatted(AMBIGUOUS));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console()).contains("now UNSTABLE");
        final String warnings = controller.script(
                """
                import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker
                import org.jenkinsci.plugins.workflow.actions.WarningAction
                def run = hudson.model.Hudson.instance.getItem('unstable').getBuildByNumber(1)
                for (n in new FlowGraphWalker(run.execution)) {
                  def w = n.getAction(WarningAction)
                  if (w != null) println n.displayFunctionName + ' ' + w.result + ' ' + w.message
                }
                """);
        assertThat(warnings).startsWith("verifyLvmCheckpoint UNSTABLE ").contains("AMBIGUOUS_FORWARD");
    }

    @Test
    void nothingIsDeployedAfterFailed() throws Exception {
        final Build build = run(
                "failed",
                """
                node('AGENT') {
                  stage('verify') { verifyLvmCheckpoint(%s, id: 'lstm') }
                  stage('deploy') { echo 'deployed it' }
                }
                """
                        .formatted(BROKEN));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console()).doesNotContain("deployed it").doesNotContain("\tat ");
        assertThat(build.directory().resolve("lvm-verification/lstm.json")).exists();
    }

    @Test
    void scriptMayDecideForItself() throws Exception {
        final Build build = run(
                "decide",
                """
                node('AGENT') {
                  def r = verifyLvmCheckpoint(%s, failBuild: false)
                  echo "it is ${r.verdict} and ${currentBuild.currentResult}"
                }
                """
                        .formatted(BROKEN));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console()).contains("it is FAILED and UNSTABLE");
    }

    @Test
    void failureIsCaughtAsAnyOther() throws Exception {
        final Build build = run(
                "caught",
                """
                node('AGENT') {
                  try { verifyLvmCheckpoint(%1$s, id: 'a') } catch (e) { echo "caught: ${e.message}" }
                  catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { verifyLvmCheckpoint(%1$s, id: 'b', model: 'b') }
                  warnError('suspicious') { verifyLvmCheckpoint(%1$s, id: 'c', model: 'c') }
                  echo 'the end'
                }
                """
                        .formatted(BROKEN));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console()).containsPattern("caught: .*GAP_BELOW").contains("the end");
    }

    /** What prevents one of the models is kept as its result, and keeps no other from being verified by its own parameters. */
    @Test
    void modelsOfOneStepHaveTheirOwnParametersAndFailures() throws Exception {
        Build build = run(
                "models",
                """
                node('AGENT') {
                  verifyLvmCheckpoint(data: '/no/such.npz', failThreshold: 0.25, diagnose: 'never', models: [
                    [checkpoint: 'none/one*.pt', id: 'one'],
                    [checkpoint: 'none/two*.pt', id: 'two'],
                    [%s, id: 'gru', failThreshold: 0.5],
                    [%s, id: 'lstm']])
                }
                """
                        .formatted(HEALTHY, BROKEN));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("No checkpoint matches none/one*.pt", "No checkpoint matches none/two*.pt");
        assertThat(
                        controller.script(
                                """
                        def build = hudson.model.Hudson.instance.getItem('models').getBuildByNumber(1)
                        def results = build.allActions.find { it.class.simpleName == 'LvmVerificationAction' }.verifications
                        results.each { println it.id + ' ' + it.verdict + ' ' + (it.message ?: '') }
                        """))
                .containsPattern("gru PASSED")
                .containsPattern("lstm FAILED")
                .containsPattern("one .*No checkpoint matches none/one")
                .containsPattern("two .*No checkpoint matches none/two");
        assertThat(Files.readString(build.directory().resolve("lvm-verification/gru.json")))
                .containsPattern("\"threshold\": 0.5\\b")
                .doesNotContainPattern("\"threshold\": 0.25\\b");
        assertThat(Files.readString(build.directory().resolve("lvm-verification/lstm.json")))
                .containsPattern("\"threshold\": 0.25\\b");
    }

    @Test
    void parallelBranchesAddToOneResult() throws Exception {
        final Build build = run(
                "branches",
                """
                parallel(
                  gru: { node('AGENT') { verifyLvmCheckpoint(%s, model: 'gru') } },
                  amn: { node('AGENT') { verifyLvmCheckpoint(%s, model: 'amn', servingForward: 'attention-mixture') } },
                  lstm: { node('AGENT') { verifyLvmCheckpoint(%s, model: 'lstm', failBuild: false) } })
                """
                        .formatted(HEALTHY, AMBIGUOUS, BROKEN));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.directory().resolve("lvm-verification"))
                .isDirectoryContaining("glob:**gru.json")
                .isDirectoryContaining("glob:**amn.json")
                .isDirectoryContaining("glob:**lstm.json");
    }

    @Test
    void resultIsNeverBetterThanTheBuildAlreadyWas() throws Exception {
        final Build build = run(
                "never-better",
                """
                node('AGENT') {
                  currentBuild.result = 'FAILURE'
                  verifyLvmCheckpoint(%s)
                }
                """
                        .formatted(AMBIGUOUS));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
    }

    @Test
    void qualityGatesReplaceTheDefaults() throws Exception {
        final Build build = run(
                "gates",
                """
                node('AGENT') {
                  def r = verifyLvmCheckpoint(%s, qualityGates: [[metric: 'COSINE', threshold: 0.9, criticality: 'UNSTABLE']])
                  echo "gates ${r.gates.collect { it.metric }}"
                }
                """
                        .formatted(HEALTHY));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console()).contains("gates [COSINE]");
    }

    @Test
    void snippetGeneratorWritesWhatWasFilledIn() throws Exception {
        final String form =
                """
                {"stapler-class": "io.jenkins.plugins.lvm.step.VerifyLvmCheckpointStep",
                 "checkpoint": "best.pt", "data": "d.npz", "model": "", "servingForward": "attention-mixture",
                 "forward": "", "split": "auto", "seed": "", "validationFraction": "0.2", "permutation": "",
                 "maxSamples": "", "riskSeed": "", "unstableThreshold": "", "failThreshold": "0.2", "minCosine": "",
                 "servingGapThreshold": "", "onMissingClaim": "unstable", "onUnsupported": "unstable",
                 "ambiguousForward": "unstable", "failBuild": true, "allowEmpty": false, "id": "", "device": "",
                 "batchSize": "", "threads": "2", "timeoutMinutes": "", "javaHome": "", "libtorch": "",
                 "qualityGates": {"metric": "SKILL", "threshold": "0.1", "criticality": "FAILED"}}
                """;

        assertThat(snippet(form))
                .isEqualTo(
                        "verifyLvmCheckpoint checkpoint: 'best.pt', data: 'd.npz', failThreshold: 0.2, qualityGates: "
                                + "[[criticality: 'FAILED', metric: 'SKILL', threshold: 0.1]], servingForward: 'attention-mixture',"
                                + " threads: 2, validationFraction: 0.2");
    }

    @Test
    void serviceHasItsSnippetToo() throws Exception {
        assertThat(
                        snippet(
                                """
                                {"stapler-class": "io.jenkins.plugins.lvm.step.VerifyLvmServiceStep",
                                 "checkpoint": "best.pt", "data": "d.npz", "url": "http://localhost:8000/predict", "drawSeed": ""}
                                """))
                .isEqualTo(
                        "verifyLvmService checkpoint: 'best.pt', data: 'd.npz', url: 'http://localhost:8000/predict'");
    }

    /** What the Snippet Generator writes for a form. */
    private String snippet(final String form) throws Exception {
        return controller
                .post(
                        "pipeline-syntax/generateSnippet",
                        "application/x-www-form-urlencoded",
                        "json=" + URLEncoder.encode(form, StandardCharsets.UTF_8))
                .body()
                .strip();
    }

    @Test
    void everyParameterIsExplained() throws Exception {
        final String reference = controller.text("pipeline-syntax/html");

        assertThat(reference)
                .contains("verifyLvmCheckpoint")
                .contains("Name of the forward definition that the deployed service uses");
    }
}
