package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A verifier that does not come to an end by itself, or comes to a bad one. */
@ExtendWith(LiveController.class)
class FaultsIT {
    private static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");

    private final ControllerProcess controller;
    private final AgentProcess agent;

    FaultsIT(final ControllerProcess controller, final AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private static StepXml step(final String name, final AgentProcess agent, final String insteadOfTheVerifier)
            throws Exception {
        return StepXml.verify(HEALTHY).with("javaHome", agent.javaHome(name, insteadOfTheVerifier));
    }

    private void createJob(final String name, final String insteadOfTheVerifier) throws Exception {
        controller.createFreestyleJob(
                name, agent, step(name, agent, insteadOfTheVerifier).toString());
    }

    /** A script that notes its process and never ends; a program takes the shell's place, as Java does. */
    private static String hanging(final Path pidFile) {
        return "echo $$ > '%s'\nexec sleep 600".formatted(pidFile);
    }

    private static void assertEnds(final long pid, final Duration within) throws Exception {
        final Instant limit = Instant.now().plus(within);
        while (AgentProcess.isRunning(pid) && Instant.now().isBefore(limit)) {
            Thread.sleep(100);
        }
        assertThat(AgentProcess.isRunning(pid))
                .as("process " + pid + " is alive")
                .isFalse();
    }

    private static void assertFailed(final Build build, final String... sentences) throws Exception {
        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console()).contains(sentences).doesNotContain("\tat ");
    }

    @Test
    void abortedBuildLeavesNoProcess() throws Exception {
        final Path pidFile = agent.root().resolve("aborted.pid");
        createJob("aborted", hanging(pidFile));
        final Build build = controller.schedule("aborted");
        final long pid = AgentProcess.started(pidFile);

        controller.post(build.path() + "stop", "application/x-www-form-urlencoded", "");

        assertThat(controller.await(build).result()).isEqualTo("ABORTED");
        assertEnds(pid, Duration.ofSeconds(10));
        assertThat(agent.root().resolve("workspace/aborted@tmp/lvm-verify")).isEmptyDirectory();
    }

    @Test
    void verificationThatTakesTooLongIsEnded() throws Exception {
        final Path pidFile = agent.root().resolve("slow.pid");
        controller.createFreestyleJob(
                "slow",
                agent,
                step("slow", agent, hanging(pidFile)).with("timeoutMinutes", 1).toString());

        final Build build = controller.build("slow");

        assertFailed(build, "The verification took longer than 1 minutes and was ended.");
        assertEnds(AgentProcess.started(pidFile), Duration.ofSeconds(10));
    }

    @Test
    void killedVerifierIsOneSentence() throws Exception {
        createJob("killed", "kill -9 $$");

        assertFailed(
                controller.build("killed"), "The verifier ended with exit code 137 and left no report: it was killed");
    }

    @Test
    void verifierThatCannotWriteItsReportIsOneSentence() throws Exception {
        createJob("silent", "echo 'The disk is in flames.'\nexit 3");

        assertFailed(
                controller.build("silent"),
                "The verifier ended with exit code 3 and left no report; its last message: The disk is in flames.");
        assertThat(agent.root().resolve("workspace/silent@tmp/lvm-verify")).isEmptyDirectory();
    }

    @Test
    void lackOfMemoryIsOneSentence() throws Exception {
        createJob(
                "small-heap",
                """
                for argument; do
                  shift
                  case "$argument" in -Xmx*) argument=-Xmx10m ;; esac
                  set -- "$@" "$argument"
                done
                exec "$java" "$@"
                """);

        // So little that, on a Java that needs more for itself, not even the report can be written.
        assertFailed(controller.build("small-heap"), "The memory did not suffice.");
    }

    @Test
    void whatWasFoundBeforeAFaultIsKept() throws Exception {
        controller.createFreestyleJob(
                "then-killed",
                agent,
                StepXml.verify(HEALTHY).with("id", "first").toString()
                        + step("then-killed", agent, "kill -9 $$").with("id", "second"));

        final Build build = controller.build("then-killed");

        assertFailed(build, "PASSED    ");
        assertThat(build.directory().resolve("lvm-verification/first.json")).isNotEmptyFile();
    }

    @Test
    void lostAgentIsOneSentenceAndItsVerifierEndsByItself() throws Exception {
        final AgentProcess mortal = agent.startLike("mortal", 1);
        final Path pidFile = mortal.root().resolve("verifier.pid");
        // The same checkpoint so often that this does not come to an end.
        controller.createFreestyleJob(
                "lost-agent",
                mortal,
                step(
                                "lost-agent",
                                mortal,
                                """
                                for argument; do
                                  if [ "$previous" = --control ]; then control=$argument; fi
                                  previous=$argument
                                done
                                printf '{"schemaVersion": 1, "data": "%s", "checkpoints": [%s]}' > "$control/request.json"
                                echo $$ > '%s'
                                exec "$java" "$@" --heartbeat-timeout 20
                                """
                                        .formatted(
                                                LiveFiles.example("sequences.npz"),
                                                String.join(",", Collections.nCopies(5000, "\"" + HEALTHY + "\"")),
                                                pidFile))
                        .toString());
        final Build build = controller.schedule("lost-agent");
        final long pid = AgentProcess.started(pidFile);
        Thread.sleep(3000);
        assertThat(AgentProcess.isRunning(pid)).as(build.console()).isTrue();

        mortal.kill();

        controller.await(build);
        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console()).contains("The agent 'mortal' was lost during the verification (");
        assertEnds(pid, Duration.ofSeconds(60));
    }
}
