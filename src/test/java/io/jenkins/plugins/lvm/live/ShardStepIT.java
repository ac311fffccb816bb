package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts of a verification on two agents, joined to one result of the build. */
@ExtendWith(LiveController.class)
class ShardStepIT {
    private static final String HEALTHY = "checkpoint: '" + LiveFiles.example("gru_healthy.pt") + "', data: '"
            + LiveFiles.example("sequences.npz") + "', batchSize: 64";

    private final ControllerProcess controller;
    private final AgentProcess first;

    ShardStepIT(ControllerProcess controller, AgentProcess agent) {
        assumeTrue(controller.host().isCurrent(), "this controller has no Pipeline");
        this.controller = controller;
        this.first = agent;
    }

    private Build run(String name, String script) throws Exception {
        controller.createPipeline(name, script);
        return controller.build(name);
    }

    @Test
    void twoAgentsGiveOneResultWithTheDigitsOfOne() throws Exception {
        AgentProcess second = AgentProcess.start(controller, "second-agent", 1);
        Build whole =
                run("whole", "node('%s') { verifyLvmCheckpoint(%s, id: 'gru') }".formatted(first.name(), HEALTHY));
        Build joined = run(
                "joined",
                """
                parallel(
                  one: { node('%s') { verifyLvmCheckpoint(%s, id: 'gru', shard: '1/2') } },
                  two: { node('%s') { verifyLvmCheckpoint(%s, id: 'gru', shard: '2/2') } })
                node('%s') {
                  def r = mergeLvmVerification()
                  echo "joined: ${r.verdict}"
                }
                """
                        .formatted(first.name(), HEALTHY, second.name(), HEALTHY, second.name()));

        assertThat(joined.result()).as(joined.console()).isEqualTo("SUCCESS");
        assertThat(joined.console()).contains("Part 1/2 is measured", "Part 2/2 is measured", "joined: PASSED");
        assertThat(actual(joined)).isEqualTo(actual(whole));
        try (var files = Files.list(joined.directory().resolve("lvm-parts"))) {
            assertThat(files).as("parts are kept until they are joined").isEmpty();
        }
    }

    @Test
    void aMissingPartIsNamed() throws Exception {
        Build build = run(
                "missing",
                """
                node('%s') {
                  verifyLvmCheckpoint(%s, shard: '2/3')
                  mergeLvmVerification()
                }
                """
                        .formatted(first.name(), HEALTHY));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console()).contains("Of 3 parts these are not measured: [1, 3].");
    }

    private static String actual(Build build) throws Exception {
        String report = Files.readString(build.directory().resolve("lvm-verification/gru.json"));
        int from = report.indexOf("\"actual\": {");
        return report.substring(from, report.indexOf('}', from));
    }
}
