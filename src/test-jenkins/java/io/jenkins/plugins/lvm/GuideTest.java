package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.lvm.step.VerifyLvmCheckpointBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The recipes of the user guide, as they stand there, with the examples in the place of the files that they name. */
@WithJenkins
class GuideTest {
    private static final Pattern HEADING_OR_BLOCK =
            Pattern.compile("(?m)^## (.*)$|^```(groovy|yaml)\\n((?s:.*?))^```$");

    /** What each scripted recipe comes to with the examples; the weights of one of them are ambiguous. */
    private static final Map<String, Result> RESULTS = Map.of(
            "One checkpoint", Result.SUCCESS,
            "A matrix over devices", Result.SUCCESS,
            "Checkpoints in parallel", Result.UNSTABLE,
            "Checkpoints in parallel 2", Result.SUCCESS,
            "One checkpoint on several machines", Result.SUCCESS,
            "A gate before a deployment", Result.SUCCESS,
            "A nightly regression check", Result.SUCCESS,
            "The script decides", Result.UNSTABLE);

    private static JenkinsRule jenkins;
    private static DumbSlave agent;

    private record Block(String heading, String language, String text) {}

    @BeforeAll
    static void start(final JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = Examples.agent(rule);
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static List<Block> blocks() throws IOException {
        final List<Block> blocks = new ArrayList<>();
        final String[] heading = {""};
        HEADING_OR_BLOCK
                .matcher(Files.readString(Path.of(System.getProperty("lvm.docs", "docs"), "user-guide.md")))
                .results()
                .forEach(match -> {
                    if (match.group(1) != null) {
                        heading[0] = match.group(1);
                    } else {
                        blocks.add(new Block(heading[0], match.group(2), match.group(3)));
                    }
                });
        return blocks;
    }

    private static Block block(final String language, final String start) throws IOException {
        return blocks().stream()
                .filter(block ->
                        block.language().equals(language) && block.text().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static WorkflowRun run(final String name, final String recipe) throws Exception {
        final WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        final FilePath workspace = Examples.workspace(agent, job);
        final FilePath models = workspace.child("artifacts/lvm/models");
        for (final String place : List.of("best_model.pt", "artifacts/lvm/models/amn_20251101_120000/best_model.pt")) {
            new FilePath(new File(Examples.AMN)).copyTo(workspace.child(place));
        }
        new FilePath(new File(Examples.GRU)).copyTo(models.child("gru_20251101_120000/best_model.pt"));
        workspace.child("deploy.sh").write("#!/bin/sh\necho deployed $1\n", "UTF-8");
        workspace.child("deploy.sh").chmod(0755);
        job.setDefinition(new CpsFlowDefinition(
                recipe.replace("/data/training_sequences_ctx5.npz", Examples.DATA)
                        .replace("/models/gru/best_model.pt", Examples.GRU)
                        .replace("/models/amn/best_model.pt", Examples.AMN)
                        // The example has rows for a batch in each part if batches are small.
                        .replace("batchSize: 256", "batchSize: 32"),
                true));
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }

    @TestFactory
    List<DynamicTest> scriptedRecipesComeToWhatTheySay() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Block block : blocks()) {
            // DeploymentRecipeIT runs that one, with a training and a service of real torch.
            if (!block.heading().equals("From training to deployment")
                    && block.language().equals("groovy")
                    && Pattern.compile("^(node|properties|def) ?\\(?")
                            .matcher(block.text())
                            .find()) {
                final boolean again =
                        tests.stream().anyMatch(test -> test.getDisplayName().equals(block.heading()));
                final String name = block.heading() + (again ? " 2" : "");
                tests.add(DynamicTest.dynamicTest(name, () -> {
                    final WorkflowRun run = run(name.replace(' ', '-'), block.text());
                    jenkins.assertBuildStatus(RESULTS.get(name), run);
                    if (name.startsWith("A gate")) {
                        jenkins.assertLogContains("deployed best_model.pt", run);
                    }
                    if (name.startsWith("A nightly")) {
                        assertThat(run.getAction(TestResultAction.class).getTotalCount())
                                .isGreaterThan(10);
                        assertThat(run.getDescription()).contains("LVM ", " PASSED: claim ");
                    }
                }));
            }
        }
        assertThat(tests).extracting(DynamicTest::getDisplayName).containsExactlyInAnyOrderElementsOf(RESULTS.keySet());
        return tests;
    }

    @Test
    void jobDslMakesTheJob() throws Exception {
        final FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
        final ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText(block("groovy", "job(").text());
        seed.getBuildersList().add(scripts);
        jenkins.buildAndAssertSuccess(seed);

        final VerifyLvmCheckpointBuilder made = jenkins.jenkins
                .getItemByFullName("lvm-nightly", FreeStyleProject.class)
                .getBuildersList()
                .get(VerifyLvmCheckpointBuilder.class);
        assertThat(made.getCheckpoint()).isEqualTo("artifacts/lvm/models/**/best_model.pt");
        assertThat(made.getUnstableThreshold()).isEqualTo(0.02);
        assertThat(made.getQualityGates()).singleElement().satisfies(gate -> assertThat(gate.getMetric())
                .isEqualTo("COSINE"));
    }
}
