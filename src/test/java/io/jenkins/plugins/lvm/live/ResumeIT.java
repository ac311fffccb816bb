package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Pipeline that is in the middle of a verification when the controller ends, on an agent that does not. */
@ExtendWith(LiveController.class)
class ResumeIT {
    private final ControllerProcess controller;
    private final AgentProcess agent;

    ResumeIT(final ControllerProcess controller, final AgentProcess agent) {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
        this.controller = controller;
        this.agent = agent;
    }

    /** A verification that waits, alive, for leave to begin. */
    private final class Waiting {
        private final String name;
        private final Path runs;
        private final Path leave;
        private final Build build;

        Waiting(final String name) throws Exception {
            this.name = name;
            this.runs = agent.root().resolve(name + ".runs");
            this.leave = agent.root().resolve(name + ".leave");
            final Path java = agent.javaHome(
                    name,
                    """
                    for argument; do
                      if [ "$previous" = --control ]; then control=$argument; fi
                      previous=$argument
                    done
                    echo $$ >> '%s'
                    while [ ! -e '%s' ]; do
                      [ -e "$control/heartbeat" ] || exit 75
                      date +%%s.%%N > "$control/alive"
                      sleep 0.3
                    done
                    exec "$java" "$@"
                    """
                            .formatted(runs, leave));
            controller.createPipeline(
                    name,
                    """
                    node('%s') {
                      def r = verifyLvmCheckpoint(checkpoint: '%s', data: '%s', id: 'gru', javaHome: '%s')
                      echo "it is ${r.verdict}, gap below 0.01: ${Math.abs(r.gap) < 0.01}"
                    }
                    """
                            .formatted(
                                    agent.name(),
                                    LiveFiles.example("gru_healthy.pt"),
                                    LiveFiles.example("sequences.npz"),
                                    java));
            this.build = controller.schedule(name);
            awaitTrue(() -> Files.exists(runs) && Files.size(runs) > 0);
            // The Pipeline saves its state beside what it does.
            Thread.sleep(1500);
        }

        void giveLeave() throws Exception {
            Files.createFile(leave);
        }

        long process() throws Exception {
            final String[] processes = Files.readString(runs).strip().split("\n");
            return Long.parseLong(processes[processes.length - 1]);
        }

        boolean isFinishedOnTheAgent() throws Exception {
            try (Stream<Path> files = Files.walk(temporary())) {
                return files.anyMatch(file -> file.endsWith("exit-code"));
            }
        }

        Path temporary() {
            return agent.root().resolve("workspace/" + name + "@tmp/lvm-verify");
        }

        void assertRight(final int runsExpected) throws Exception {
            controller.await(build);
            assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
            assertThat(build.console())
                    .contains("it is PASSED, gap below 0.01: true")
                    .contains("PASSED    ");
            assertThat(runs).content().hasLineCount(runsExpected);
            assertThat(controller.script(
                            """
                            def hudson = hudson.model.Hudson.instance
                            def type = hudson.pluginManager.uberClassLoader.loadClass('io.jenkins.plugins.lvm.report.LvmVerificationAction')
                            println hudson.getItem('%s').getBuildByNumber(1).getAction(type).verifications*.id
                            """
                                    .formatted(name)))
                    .isEqualTo("[gru]");
            assertThat(Files.readAllLines(build.directory().resolve("lvm-verification/checkpoints.history")))
                    .filteredOn(line -> line.contains("\"gru\""))
                    .hasSize(1);
            assertThat(temporary()).isEmptyDirectory();
        }
    }

    private static void awaitTrue(final Callable<Boolean> condition) throws Exception {
        final Instant limit = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.call()) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.sleep(200);
        }
    }

    @Test
    void reportThatWasFinishedMeanwhileIsTaken() throws Exception {
        final Waiting verification = new Waiting("finished-meanwhile");

        controller.kill();
        verification.giveLeave();
        awaitTrue(verification::isFinishedOnTheAgent);
        controller.start();

        verification.assertRight(1);
        assertThat(verification.build.console()).contains("Took over the verification");
    }

    @Test
    void verificationThatStillRunsIsWaitedFor() throws Exception {
        final Waiting verification = new Waiting("still-running");

        controller.kill();
        controller.start();
        agent.awaitOnline();
        Thread.sleep(3000);
        verification.giveLeave();

        verification.assertRight(1);
    }

    @Test
    void verificationThatIsLostIsDoneAgain() throws Exception {
        final Waiting verification = new Waiting("lost");

        controller.kill();
        ProcessHandle.of(verification.process()).orElseThrow().destroyForcibly();
        controller.start();
        verification.giveLeave();

        verification.assertRight(2);
        assertThat(verification.build.console()).contains("is lost; verifying again");
    }

    @Test
    void orderlyRestartEndsNothing() throws Exception {
        final Waiting verification = new Waiting("orderly");

        controller.restart();
        verification.giveLeave();

        verification.assertRight(1);
    }

    @Test
    void abortAfterARestartLeavesNoProcess() throws Exception {
        final Waiting verification = new Waiting("aborted-later");

        controller.kill();
        controller.start();
        agent.awaitOnline();
        Thread.sleep(3000);
        controller.post(verification.build.path() + "stop", "application/x-www-form-urlencoded", "");

        controller.await(verification.build);
        assertThat(verification.build.result()).isEqualTo("ABORTED");
        awaitTrue(() -> !AgentProcess.isRunning(verification.process()));
        assertThat(verification.build.console()).doesNotContain("\tat ");
    }
}
