package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The freestyle build step, on real checkpoints. */
@ExtendWith(LiveController.class)
class FreestyleStepIT {
    private static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");
    private static final Path AMBIGUOUS = LiveFiles.example("amn_healthy.pt");
    private static final Path BROKEN = LiveFiles.example("lstm_broken.pt");

    private final ControllerProcess controller;
    private final AgentProcess agent;

    FreestyleStepIT(final ControllerProcess controller, final AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private Build build(final String job, final Object... steps) throws Exception {
        final StringBuilder builders = new StringBuilder();
        for (final Object step : steps) {
            builders.append(step);
        }
        controller.createFreestyleJob(job, agent, builders.toString());
        return controller.build(job);
    }

    private static JsonObject report(final Build build, final String id) throws Exception {
        return JsonParser.parseString(Files.readString(build.directory().resolve("lvm-verification/" + id + ".json")))
                .getAsJsonObject();
    }

    @Test
    void healthyCheckpointPassesAndIsStored() throws Exception {
        final Build build = build("healthy", StepXml.verify(HEALTHY).with("model", "gru"));

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console())
                .contains("PASSED    gru: claim 0.5516, actual 0.5516")
                .contains("passed GAP_BELOW");
        final JsonObject verification =
                report(build, "gru").getAsJsonArray("verifications").get(0).getAsJsonObject();
        assertThat(verification.get("verdict").getAsString()).isEqualTo("PASSED");
        final long rows =
                verification.getAsJsonObject("split").get("validationRows").getAsLong();
        assertThat(rows).isEqualTo(219);
        assertThat(build.directory().resolve("lvm-verification/gru.cosines.f32"))
                .hasSize(rows * Float.BYTES);
    }

    @Test
    void predictionsAreScoredWithoutAModel() throws Exception {
        Path predictions = npy("predictions.npy", 2);
        Build build = build(
                "predictions",
                StepXml.verify(predictions)
                        .with("data", npy("targets.npy", 0.1))
                        .with("model", "ranker")
                        .with("claim", "0.93")
                        .with("unstableThreshold", "0.5")
                        .with("failThreshold", "0.6"));

        assertThat(build.console()).contains("ranker: claim 0.9300, actual 0.");
        JsonObject verification =
                report(build, "ranker").getAsJsonArray("verifications").get(0).getAsJsonObject();
        assertThat(verification
                        .getAsJsonObject("model")
                        .get("forwardDefinition")
                        .getAsString())
                .isEqualTo("predictions");
        assertThat(verification.getAsJsonObject("split").get("validationRows").getAsInt())
                .isEqualTo(ROWS);
        assertThat(controller.get(build.path() + "lvm-verification/").body()).contains("ranker", "0.9300");
    }

    private static final int ROWS = 60;

    /** Vectors of four components, as NumPy writes them; those of another noise are near them. */
    private static Path npy(String name, double noise) throws Exception {
        String head = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + ROWS + ", 4), }";
        byte[] text = (head + " ".repeat(117 - head.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + ROWS * 16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) text.length)
                .put(text);
        for (int row = 0; row < ROWS; row++) {
            for (int k = 0; k < 4; k++) {
                bytes.putFloat((float) ((row * 7 + k * k * 3) % 11 - 5 + (k == row % 4 ? noise : 0)));
            }
        }
        return Files.write(LiveFiles.directory().resolve(name), bytes.array());
    }

    @Test
    void disagreeingForwardDefinitionsMakeTheBuildUnstable() throws Exception {
        final Build build = build("ambiguous", StepXml.verify(AMBIGUOUS));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console()).containsPattern("missed AMBIGUOUS_FORWARD 0\\.5\\d+ > 0\\.0500 -> UNSTABLE");
    }

    @Test
    void namedServingDefinitionSettlesIt() throws Exception {
        final Build build = build("settled", StepXml.verify(AMBIGUOUS).with("servingForward", "attention-mixture"));

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
    }

    @Test
    void brokenCheckpointFailsTheBuildAfterEverythingIsStored() throws Exception {
        final Build build = build("broken", StepXml.verify(BROKEN).with("id", "lstm"), StepXml.shell("echo deployed"));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .containsPattern("missed GAP_BELOW 0\\.5\\d+ > 0\\.1000 -> FAILED")
                .doesNotContain("\tat ")
                .doesNotContain("deployed\n");
        assertThat(report(build, "lstm").get("verdict").getAsString()).isEqualTo("FAILED");
    }

    @Test
    void failureMayBeLeftToTheJob() throws Exception {
        final Build build = build("lenient", StepXml.verify(BROKEN).with("failBuild", false));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
    }

    @Test
    void missingFileIsOneSentenceWithAHint() throws Exception {
        final Build build = build("missing", StepXml.verify("nowhere.pt"));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("/nowhere.pt could not be verified: ")
                .doesNotContain("\tat ");
    }

    @Test
    void oneUnreadableFileDoesNotStopTheOthers() throws Exception {
        final Build build = build(
                "mixed",
                StepXml.shell(
                        "mkdir -p runs/a runs/b\ncp '" + HEALTHY + "' runs/a/best.pt\necho nonsense > runs/b/best.pt"),
                StepXml.verify("runs/**/*.pt"));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("PASSED    runs/a/best.pt")
                .contains("runs/b/best.pt could not be verified");
        assertThat(report(build, "runs-a-best.pt").get("verdict").getAsString()).isEqualTo("PASSED");
    }

    @Test
    void patternWithoutMatchFailsUnlessThatIsAllowed() throws Exception {
        final Build strict = build("no-match", StepXml.verify("none/**/*.pt"));
        assertThat(strict.result()).isEqualTo("FAILURE");
        assertThat(strict.console()).contains("No checkpoint matches none/**/*.pt");

        final Build allowed =
                build("no-match-allowed", StepXml.verify("none/**/*.pt").with("allowEmpty", true));
        assertThat(allowed.result()).as(allowed.console()).isEqualTo("SUCCESS");
    }

    @Test
    void copiesAreVerifiedOnceAndVariablesAreExpanded() throws Exception {
        final Build build = build(
                "copies",
                StepXml.shell("mkdir -p runs/1 runs/2\ncp '" + HEALTHY + "' runs/1/gru.pt\ncp '" + HEALTHY
                        + "' runs/2/gru.pt"),
                StepXml.verify("${WORKSPACE_FOLDER_OF_NOBODY}runs/*/gru.pt").with("id", "number-$BUILD_NUMBER"));

        assertThat(build.console()).contains("WORKSPACE_FOLDER_OF_NOBODY");
        final Build second = build(
                "copies-again",
                StepXml.shell("mkdir -p runs/1 runs/2\ncp '" + HEALTHY + "' runs/1/gru.pt\ncp '" + HEALTHY
                        + "' runs/2/gru.pt"),
                StepXml.verify("runs/*/gru.pt").with("id", "number-$BUILD_NUMBER"));

        assertThat(second.result()).as(second.console()).isEqualTo("SUCCESS");
        assertThat(second.console()).contains("runs/2/gru.pt is a copy of");
        assertThat(report(second, "number-1").get("verdict").getAsString()).isEqualTo("PASSED");
    }

    @Test
    void noMoreThanTwoHundredAreVerifiedAndThatIsNoSuccess() throws Exception {
        final Build build = build(
                "many-files",
                StepXml.shell("mkdir many\nfor i in $(seq 100 304); do echo \"checkpoint $i\" > many/$i.pt; done"),
                StepXml.verify("many/*.pt").with("failBuild", false));

        assertThat(build.result()).as(build.console()).isEqualTo("UNSTABLE");
        assertThat(build.console())
                .contains("205 checkpoints match many/*.pt; only the first 200 are verified.")
                .contains("many/299.pt could not be verified")
                .doesNotContain("many/300.pt");
    }

    @Test
    void eachDeviceHasAResultOfItsOwn() throws Exception {
        final Build build =
                build("devices", StepXml.verify(HEALTHY).with("id", "gru").withAll("devices", "cpu", "auto"));

        // Here both are the CPU, and one series has one result on one device.
        assertThat(build.console()).contains("both have the series");
        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(report(build, "gru-cpu").get("verdict").getAsString()).isEqualTo("PASSED");
    }

    @Test
    void sameIdTwiceIsAnErrorThatNamesBoth() throws Exception {
        final Build build = build(
                "collision",
                StepXml.verify(HEALTHY).with("id", "one"),
                StepXml.verify(BROKEN).with("id", "one"));

        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console()).contains(HEALTHY + " and " + BROKEN + " would both have the id 'one'");
    }

    @Test
    void wrongSettingIsOneSentence() throws Exception {
        final Build build = build("wrong", StepXml.verify(HEALTHY).with("unstableThreshold", 0.5));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("unstableThreshold (0.5) is above failThreshold (0.1)")
                .doesNotContain("\tat ");
    }

    @Test
    void missingJavaIsOneSentence() throws Exception {
        final Build build = build("no-java", StepXml.verify(HEALTHY).with("javaHome", "/no/such/folder"));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("needs Java 17 or newer where the build runs, and there is none")
                .doesNotContain("\tat ");
    }

    /** A Java that says of itself what it is told to. */
    private Path javaThatSays(final String name, final String version, final String processor) throws Exception {
        final Path home = agent.root().resolve(name);
        final Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                echo '    java.specification.version = %1$s'
                echo '    java.version = %1$s.0.1'
                echo '    os.arch = %2$s'
                echo '    os.name = Linux'
                echo 'OpenJDK 64-Bit Server VM (build)'
                """
                        .formatted(version, processor));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    @Test
    void olderJavaIsOneSentence() throws Exception {
        final Build build =
                build("old-java", StepXml.verify(HEALTHY).with("javaHome", javaThatSays("java-11", "11", "amd64")));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("needs Java 17 or newer where the build runs, and finds only 11.0.1 (")
                .doesNotContain("\tat ");
    }

    @Test
    void otherPlatformIsOneSentenceThatNamesTheSupportedOnes() throws Exception {
        final Build build = build(
                "platform", StepXml.verify(HEALTHY).with("javaHome", javaThatSays("java-riscv", "17", "riscv64")));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("brings PyTorch for linux-x86_64 and osx-aarch64; the build runs on linux-riscv64")
                .contains("libtorch 2.7.1 with 'libtorch'")
                .doesNotContain("\tat ");
    }

    @Test
    void deletedBuildTakesItsFilesAlong() throws Exception {
        final Build build = build("deleted", StepXml.verify(HEALTHY).with("id", "gru"));
        final Path directory = build.directory();
        assertThat(directory.resolve("lvm-verification/gru.json")).exists();

        controller.script("hudson.model.Hudson.instance.getItem('deleted').getBuildByNumber(1).delete()");

        assertThat(directory).doesNotExist();
    }
}
