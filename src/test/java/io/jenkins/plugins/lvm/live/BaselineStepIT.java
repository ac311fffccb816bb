package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Builds held against earlier ones, of the same job and of others. */
@ExtendWith(LiveController.class)
class BaselineStepIT {
    private static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");
    private static final Path BROKEN = LiveFiles.example("lstm_broken.pt");

    private final ControllerProcess controller;
    private final AgentProcess agent;

    BaselineStepIT(final ControllerProcess controller, final AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private Build build(final String job, final Object step) throws Exception {
        controller.createFreestyleJob(job, agent, step.toString());
        return controller.build(job);
    }

    private static StepXml verify(final Path checkpoint) {
        return StepXml.verify(checkpoint).with("model", "served").with("id", "served");
    }

    private static JsonObject verification(final Build build) throws Exception {
        return JsonParser.parseString(Files.readString(build.directory().resolve("lvm-verification/served.json")))
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject();
    }

    private static JsonObject baseline(final Build build) throws Exception {
        return verification(build).getAsJsonObject("baseline");
    }

    @Test
    void firstBuildHasNoBaselineAndTheNextOneHas() throws Exception {
        final Build first = build("base", verify(HEALTHY).with("baseline", "lastPassed"));
        assertThat(first.result()).as(first.console()).isEqualTo("SUCCESS");
        assertThat(first.console()).contains("No build of base has verified served and passed it");

        final Build second = controller.build("base");
        assertThat(second.result()).as(second.console()).isEqualTo("SUCCESS");
        final JsonObject baseline = baseline(second);
        assertThat(baseline.get("name").getAsString()).isEqualTo("base #1");
        assertThat(baseline.get("paired").getAsBoolean()).isTrue();
        assertThat(baseline.getAsJsonObject("difference").get("mean").getAsDouble())
                .isZero();
    }

    @Test
    void anotherJobsBuildIsABaselineAndARegressionIsNamed() throws Exception {
        build("good", verify(HEALTHY));
        final Build worse =
                build("worse", verify(BROKEN).with("baseline", "lastPassed").with("baselineJob", "good"));

        assertThat(worse.console())
                .contains("Baseline of served: good #1")
                .containsPattern("missed REGRESSION 0\\.5\\d+ > 0\\.0200 -> UNSTABLE");
        assertThat(baseline(worse).get("paired").getAsBoolean()).isTrue();

        final Build tolerated = build(
                "tolerated",
                verify(BROKEN)
                        .with("baseline", "lastPassed")
                        .with("baselineJob", "good")
                        .with("regressionThreshold", 0.9)
                        .with("relativeRegressionThreshold", 0.5));
        assertThat(tolerated.console())
                .doesNotContain("missed REGRESSION ")
                .containsPattern("missed REGRESSION_RELATIVE \\d\\.\\d+ > 0\\.5000 -> UNSTABLE");

        // A failed one is no baseline for 'lastPassed', but is for 'previous'.
        final Build passed =
                build("after", verify(HEALTHY).with("baseline", "lastPassed").with("baselineJob", "worse"));
        assertThat(passed.console()).contains("there is no baseline yet");
        final Build previous =
                build("afterwards", verify(HEALTHY).with("baseline", "previous").with("baselineJob", "worse"));
        assertThat(previous.console()).contains("Baseline of served: worse #1");
    }

    @Test
    void changeRequestIsHeldAgainstItsTarget() throws Exception {
        build("release-2", verify(HEALTHY));
        controller.script(
                """
                def variables = new hudson.slaves.EnvironmentVariablesNodeProperty(
                    new hudson.slaves.EnvironmentVariablesNodeProperty.Entry('CHANGE_TARGET', 'release-2'))
                hudson.model.Hudson.instance.globalNodeProperties.add(variables)
                """);
        try {
            final Build change = build("PR-1", verify(HEALTHY).with("baseline", "lastPassed"));
            assertThat(change.console()).contains("Baseline of served: release-2 #1");
        } finally {
            controller.script("hudson.model.Hudson.instance.globalNodeProperties.clear()");
        }
    }

    @Test
    void aFileIsMeasuredBesideTheCheckpoint() throws Exception {
        final Build build =
                build("file", verify(HEALTHY).with("baseline", HEALTHY).with("attest", "out/attested.json"));

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(baseline(build).getAsJsonObject("difference").get("worse").getAsLong())
                .isZero();
        final JsonObject attested = JsonParser.parseString(
                        Files.readString(agent.root().resolve("workspace/file/out/attested.json")))
                .getAsJsonObject();
        assertThat(attested.getAsJsonArray("subject")).hasSize(1);
        final JsonObject subject = attested.getAsJsonArray("subject").get(0).getAsJsonObject();
        assertThat(subject.get("name").getAsString()).isEqualTo("gru_healthy.pt");
        assertThat(subject.getAsJsonObject("digest").get("sha256").getAsString())
                .isEqualTo(FileDigest.sha256(HEALTHY));
        assertThat(attested.getAsJsonObject("predicate").get("verdict").getAsString())
                .isEqualTo("PASSED");
    }

    @Test
    void heldOutRowsHaveAFloorOfTheirOwn() throws Exception {
        final Build without = build("held-out", heldOut());
        assertThat(without.console()).doesNotContain("HELD_OUT_COSINE").contains("passed HELD_OUT_SKILL");

        final Build floor = build("floor", heldOut().with("minHeldOutCosine", 0.4));
        assertThat(floor.result()).as(floor.console()).isEqualTo("FAILURE");
        assertThat(floor.console()).containsPattern("missed HELD_OUT_COSINE 0\\.\\d+ < 0\\.4000 -> FAILED");
    }

    private static StepXml heldOut() {
        return StepXml.verify(GatesFixtures.file("good.pt"))
                .with("data", GatesFixtures.file("train.npz"))
                .with("heldOut", GatesFixtures.file("elsewhere.npz"));
    }

    @Test
    void aSanityCheckIsNoBaselineAndTheAlignmentIsReported() throws Exception {
        final Build sane = build("sane", verify(HEALTHY).with("sanityOnly", true));
        assertThat(sane.result()).as(sane.console()).isEqualTo("SUCCESS");
        assertThat(sane.console()).contains("300 rows").doesNotContain("GAP_BELOW");

        final Build aligned = build(
                "aligned",
                verify(HEALTHY)
                        .with("baseline", "previous")
                        .with("baselineJob", "sane")
                        .with("alignment", true));
        assertThat(aligned.result()).as(aligned.console()).isEqualTo("SUCCESS");
        assertThat(aligned.console()).contains("there is no baseline yet");
        assertThat(verification(aligned)
                        .getAsJsonObject("alignment")
                        .get("trueNextOffset")
                        .getAsInt())
                .isZero();

        final Build attested =
                build("attested", verify(HEALTHY).with("sanityOnly", true).with("attest", "a.json"));
        assertThat(attested.result()).isEqualTo("FAILURE");
        assertThat(attested.console()).contains("'attest' needs a whole verification");
    }

    @Test
    void aJobThatIsNotThereIsOneSentence() throws Exception {
        final Build build =
                build("lost", verify(HEALTHY).with("baseline", "previous").with("baselineJob", "no/where"));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("There is no job 'no/where', named by 'baselineJob'")
                .doesNotContain("\tat ");
    }
}
