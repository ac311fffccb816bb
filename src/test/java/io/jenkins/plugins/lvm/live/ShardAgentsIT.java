package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts of one verification on two agents at once, one of which is lost, in jobs that need no Pipeline. */
@ExtendWith(LiveController.class)
class ShardAgentsIT {
    private static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");

    private final ControllerProcess controller;
    private final AgentProcess first;

    ShardAgentsIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.first = agent;
    }

    private static StepXml verify() {
        return StepXml.verify(HEALTHY).with("batchSize", 64).with("id", "gru");
    }

    private Build schedule(String job, AgentProcess agent, StepXml step) throws Exception {
        controller.createFreestyleJob(job, agent, step.toString());
        return controller.schedule(job);
    }

    private static Path part(Build build, int index) throws Exception {
        return build.directory().resolve("lvm-parts/gru," + index + ",2.part");
    }

    @Test
    void aLostAgentCostsItsPartAndAnotherMeasuresIt() throws Exception {
        AgentProcess second = first.startLike("second", 1);
        AgentProcess mortal = first.startLike("mortal-shard", 1);
        Path pid = mortal.root().resolve("verifier.pid");
        Path hangs = mortal.javaHome("hangs", "echo $$ > '%s'\nexec sleep 300".formatted(pid));

        Build one = schedule("part-one", first, verify().with("shard", "1/2"));
        Build lost = schedule("part-two", mortal, verify().with("shard", "2/2").with("javaHome", hangs));
        long process = AgentProcess.started(pid);
        mortal.kill();
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
        controller.await(lost);
        assertThat(lost.result()).as(lost.console()).isEqualTo("FAILURE");
        assertThat(lost.console()).contains("The agent 'mortal-shard' was lost during the verification (");
        assertThat(part(lost, 2)).doesNotExist();

        Build two = schedule("part-two-again", second, verify().with("shard", "2/2"));
        Build whole = schedule("whole-set", first, verify());
        for (Build build : new Build[] {one, two, whole}) {
            controller.await(build);
            assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        }
        assertThat(one.console()).contains("Part 1/2 is measured.");
        assertThat(two.console()).contains("Part 2/2 is measured.");

        Path joined = LiveFiles.directory().resolve("joined.json");
        InProcess.Outcome merged = InProcess.lvmVerify(
                "merge", part(two, 2).toString(), part(one, 1).toString(), "--report", joined.toString());
        assertThat(merged.exitCode()).as(merged.out() + merged.err()).isZero();
        JsonObject all = InProcess.verification(whole.directory().resolve("lvm-verification/gru.json"));
        JsonObject together = InProcess.verification(joined);
        for (String field : new String[] {"actual", "gates", "verdict", "split"}) {
            assertThat(together.get(field)).as(field).isEqualTo(all.get(field));
        }
    }
}
