package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a job's earlier builds found of other checkpoints tells whose weights or whose claim a later one has, without their files. */
@ExtendWith(LiveController.class)
class EarlierClaimsStepIT {
    private static final Path FOLDER = PythonFixtures.run("planted_defects.py", "planted-known", "1000", "0");

    private final ControllerProcess controller;
    private final AgentProcess agent;

    EarlierClaimsStepIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private static JsonObject first(Build build) throws Exception {
        return JsonParser.parseString(Files.readString(build.directory().resolve("lvm-verification/run.json")))
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("findings")
                .get(0)
                .getAsJsonObject();
    }

    @Test
    void theJobsEarlierBuildsAreItsSiblings(@TempDir Path run) throws Exception {
        Path checkpoint = run.resolve("latest.pt");
        Files.copy(FOLDER.resolve("known1_stale_epoch2.pt"), checkpoint);
        controller.createFreestyleJob(
                "run",
                agent,
                StepXml.verify(checkpoint)
                        .with("data", FOLDER.resolve("s1_articles.npz"))
                        .with("diagnose", "always")
                        .with("device", "cpu")
                        .with("model", "run")
                        .with("id", "run")
                        .toString());
        Build healthy = controller.build("run");
        assertThat(healthy.result()).as(healthy.console()).isEqualTo("SUCCESS");

        Files.copy(FOLDER.resolve("known1_stale.pt"), checkpoint, StandardCopyOption.REPLACE_EXISTING);
        Build stale = controller.build("run");

        assertThat(first(stale).get("code").getAsString()).as(stale.console()).isEqualTo("STALE");
        assertThat(first(stale).get("explanation").getAsString()).contains("run #1, latest.pt");

        // The same file once more tells of build 1, and not of itself.
        Build again = controller.build("run");
        assertThat(first(again).get("explanation").getAsString())
                .as(again.console())
                .contains("run #1, latest.pt");
    }
}
