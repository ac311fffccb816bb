package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many builds at once. {@code -Dlive.builds=50} asks for more of them than the default build has time for. */
@ExtendWith(LiveController.class)
class ManyBuildsIT {
    private static final int BUILDS = Integer.getInteger("live.builds", 8);

    @Test
    void allAreRight(ControllerProcess controller, AgentProcess agent) throws Exception {
        // One of the agents has yet to get the verifier, while builds come.
        final List<AgentProcess> agents =
                List.of(AgentProcess.start(controller, "many-1", 2), agent.startLike("many-2", 2));
        final List<Build> builds = new ArrayList<>();
        for (int i = 0; i < BUILDS; i++) {
            final boolean healthy = i % 2 == 0;
            final String job = (healthy ? "many-healthy-" : "many-broken-") + i;
            controller.createFreestyleJob(
                    job,
                    agents.get(i / 2 % 2),
                    StepXml.verify(LiveFiles.example(healthy ? "gru_healthy.pt" : "lstm_broken.pt"))
                            .with("id", "one")
                            .with("threads", 1)
                            .toString());
            builds.add(controller.schedule(job));
        }

        for (final Build build : builds) {
            controller.await(build);
            final boolean healthy = build.job().startsWith("many-healthy-");
            assertThat(build.result()).as(build.console()).isEqualTo(healthy ? "SUCCESS" : "FAILURE");
            assertThat(Files.readString(build.directory().resolve("lvm-verification/one.json")))
                    .contains(healthy ? "\"verdict\": \"PASSED\"" : "\"verdict\": \"FAILED\"");
        }
    }
}
