package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A verifier that does not come to an end by itself, or comes to a bad one. */
@ExtendWith(LiveController.class)
class FaultsIT {
    private final ControllerProcess controller;
    private final AgentProcess agent;

    FaultsIT(final ControllerProcess controller, final AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private void createJob(final String name, final String insteadOfTheVerifier) throws Exception {
        final StepXml step = StepXml.verify(LiveFiles.example("gru_healthy.pt"))
                .with("javaHome", agent.javaHome(name, insteadOfTheVerifier));
        controller.createFreestyleJob(name, agent, step.toString());
    }

    @Test
    void abortedBuildLeavesNoProcess() throws Exception {
        final Path pidFile = agent.root().resolve("aborted.pid");
        createJob("aborted", "echo $$ > '%s'\nexec sleep 600".formatted(pidFile));
        final Build build = controller.schedule("aborted");
        final Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.sleep(200);
        }

        controller.post(build.path() + "stop", "application/x-www-form-urlencoded", "");

        assertThat(controller.await(build).result()).isEqualTo("ABORTED");
        final long pid = Long.parseLong(Files.readString(pidFile).strip());
        for (int tries = 0; tries < 50 && isAlive(pid); tries++) {
            Thread.sleep(100);
        }
        assertThat(isAlive(pid)).isFalse();
    }

    private static boolean isAlive(final long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void killedVerifierIsOneSentence() throws Exception {
        createJob("killed", "kill -9 $$");

        final Build build = controller.build("killed");

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("The verifier ended with exit code 137 and left no report: it was killed")
                .doesNotContain("\tat ");
    }

    @Test
    void verifierWithoutReportIsOneSentence() throws Exception {
        createJob("silent", "exit 3");

        final Build build = controller.build("silent");

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("The verifier ended with exit code 3 and left no report; its messages are above.")
                .doesNotContain("\tat ");
        assertThat(agent.root().resolve("workspace/silent@tmp/lvm-verify")).isEmptyDirectory();
    }
}
