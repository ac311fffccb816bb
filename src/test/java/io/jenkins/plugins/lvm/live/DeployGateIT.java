package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From training to deployment, as the guide has it: verify and attest, carry both, and let only that be deployed. */
@ExtendWith(LiveController.class)
class DeployGateIT extends DeployGateBuilds {
    DeployGateIT(ControllerProcess controller, AgentProcess agent) {
        super(controller, agent);
    }

    @Test
    void whatThisControllerVerifiedIsDeployed() throws Exception {
        Build build = build(
                "deploys", train(), verify().with("signKey", "controller"), gate().with("maxAge", "1h"), deploy());

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console())
                .containsPattern("ACCEPTED best_model.pt: PASSED at 20\\S+, signed by this controller")
                .contains("\nit is deployed now");
        JsonObject decision = controller
                .json(build.path() + "lvm-deploy-gate/")
                .getAsJsonArray("decisions")
                .get(0)
                .getAsJsonObject();
        assertThat(decision.get("outcome").getAsString()).isEqualTo("ACCEPTED");
        assertThat(controller.text(build.path() + "lvm-deploy-gate/")).contains("signed by this controller");
        requireNothingOfTheKey(build);
    }

    /** Also where the file is as it was: what the job asks for beside the signature is asked. */
    @Test
    void whatIsNotGoodEnoughIsNotDeployed() throws Exception {
        Build good = build(
                "good-enough",
                train(),
                verify().with("signKey", "controller"),
                gate().with("policy", "{\"minActual\": 0.4, \"gates\": [\"GAP_BELOW\"]}"),
                deploy());
        assertThat(good.result()).as(good.console()).isEqualTo("SUCCESS");
        Path attestation = agent.root().resolve("workspace/good-enough/best_model.attestation.json");

        requireRefused(
                build(
                        "below-policy",
                        train(),
                        gate().with("attestation", attestation).with("policy", "{\"minActual\": 0.9}"),
                        deploy()),
                "its actual cosine is 0\\.5\\d+, and the policy asks for 0\\.9");
        requireRefused(
                build(
                        "too-old",
                        train(),
                        gate().with("attestation", attestation).with("maxAge", "1s"),
                        deploy()),
                "it was verified at 20\\S+, too long ago");
        requireRefused(
                build(
                        "failed",
                        StepXml.shell("cp '" + LiveFiles.example("lstm_broken.pt") + "' best_model.pt"),
                        verify().with("signKey", "controller").with("failBuild", false),
                        gate(),
                        deploy()),
                "its verdict is FAILED");
        if (controller.host().isCurrent()) {
            requireThePipelinesStepAsksTheSame(attestation);
        }
    }

    private static void requireRefused(Build build, String why) throws Exception {
        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .containsPattern("REFUSED best_model.pt: " + why)
                .doesNotContain("\nit is deployed now")
                .doesNotContain("\tat ");
    }

    private void requireThePipelinesStepAsksTheSame(Path attestation) throws Exception {
        controller.createPipeline(
                "asks-the-same",
                """
                node('%s') {
                  sh "cp '%s' best_model.pt"
                  def gate = { Map more ->
                    try {
                      echo 'passed: ' + lvmDeployGate([checkpoint: 'best_model.pt', attestation: '%s'] + more).outcome
                    } catch (e) {
                      echo 'stopped: ' + e.message
                    }
                  }
                  gate(policy: '{"minActual": 0.4}')
                  gate(policy: '{"minActual": 0.9}')
                  gate(maxAge: '1s')
                  gate(key: 'none')
                }
                """
                        .formatted(agent.name(), HEALTHY, attestation));
        Build build = controller.build("asks-the-same");

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console().lines().filter(line -> line.matches("(passed|stopped): .*")))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("passed: ACCEPTED"),
                        line -> assertThat(line).contains("stopped: ", "and the policy asks for 0.9"),
                        line -> assertThat(line).contains("stopped: ", "too long ago"),
                        line -> assertThat(line).contains("stopped: ", "The parameter 'key' does not hold a key"));
    }

    /** The key is on the controller, and nowhere that a build or an agent writes to. */
    private void requireNothingOfTheKey(Build build) throws Exception {
        requireNothingOf(controller.home().resolve("secrets/lvm-checkpoint-verifier.key.pem"), build);
    }

    @Test
    void whatWasChangedIsNotDeployedUnlessSomebodySaysWhy() throws Exception {
        Build refused = build(
                "changed",
                train(),
                verify().with("signKey", "controller"),
                StepXml.shell("echo more >> best_model.pt"),
                gate(),
                deploy());

        assertThat(refused.result()).isEqualTo("FAILURE");
        assertThat(refused.console())
                .contains("REFUSED best_model.pt: its SHA-256 ")
                .contains("has been changed since")
                .doesNotContain("\nit is deployed now")
                .doesNotContain("\tat ");

        String gate = refused.path() + "lvm-deploy-gate/";
        String sha256 = controller
                .json(gate)
                .getAsJsonArray("decisions")
                .get(0)
                .getAsJsonObject()
                .get("sha256")
                .getAsString();
        assertThat(controller.text(gate)).contains("Let it pass: best_model.pt");
        assertThat(override(gate, sha256, " ").statusCode()).isEqualTo(400);
        assertThat(override(gate, "0".repeat(64), "because").statusCode()).isEqualTo(400);
        // The old host's Stapler does not know @RequirePOST.
        if (controller.host().isCurrent()) {
            assertThat(controller
                            .get(gate + "override?sha256=" + sha256 + "&reason=x")
                            .statusCode())
                    .as("a link overrides nothing")
                    .isGreaterThanOrEqualTo(400);
        }
        assertThat(override(gate, sha256, "Incident 7, <b>agreed</b> with Ann").statusCode())
                .isBetween(200, 303);

        assertThat(controller.text(gate))
                .contains("Overridden by anonymous")
                // The old host leaves what closes nothing.
                .containsPattern("Incident 7, &lt;b(>|&gt;)agreed&lt;/b(>|&gt;) with Ann")
                .doesNotContain("Let it pass: best_model.pt");
        Build passing = controller.build("changed");
        assertThat(passing.result()).as(passing.console()).isEqualTo("SUCCESS");
        assertThat(passing.console())
                .contains("OVERRIDDEN best_model.pt: its SHA-256 ")
                .contains("anonymous let it pass: Incident 7")
                .contains("\nit is deployed now");
        JsonObject kept = controller
                .json(passing.path() + "lvm-deploy-gate/")
                .getAsJsonArray("decisions")
                .get(0)
                .getAsJsonObject();
        assertThat(kept.get("overriddenBy").getAsString()).isEqualTo("anonymous");
        assertThat(kept.get("overrideReason").getAsString()).startsWith("Incident 7");
        assertThat(Files.readString(passing.directory().resolve("build.xml"))).contains("Incident 7");
    }

    private HttpResponse<String> override(String gate, String sha256, String reason) throws Exception {
        return controller.post(
                gate + "override",
                "application/x-www-form-urlencoded",
                "sha256=" + sha256 + "&reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8));
    }

    @Test
    void whatNobodySignedIsNotDeployed() throws Exception {
        Build unsigned = build("unsigned", train(), verify(), gate(), deploy());
        assertThat(unsigned.result()).isEqualTo("FAILURE");
        assertThat(unsigned.console())
                .containsPattern("REFUSED best_model.pt: (the attestation is not signed|this controller has never)");

        Build nothing = build("unattested", train(), gate(), deploy());
        assertThat(nothing.result()).isEqualTo("FAILURE");
        assertThat(nothing.console()).contains("REFUSED best_model.pt: there is no attestation ");
    }

    /** With the controller's own key, which signs no model: the attestation names all files. */
    @Test
    void aModelThatIsAFolderIsDeployedWithItsFilesAndNoOthers() throws Exception {
        Path folder = PythonFixtures.run("weights_fixtures.py", "weights");
        Object[] steps = {
            StepXml.shell("rm -rf model && cp -r '" + folder.resolve("folder_shards")
                    + "' model && echo tokens > model/tokens.txt"),
            verify().with("checkpoint", "model")
                    .with("data", folder.resolve("sequences.npz"))
                    .with("split", "all")
                    .with("failBuild", false)
                    .with("attest", "model/said.json")
                    .with("signKey", "controller"),
            StepXml.shell("if [ -f ../change ]; then sh ../change; fi"),
            gate().with("checkpoint", "model")
                    .with("attestation", "model/said.json")
                    .with("policy", "{\"verdicts\": [\"PASSED\", \"UNSTABLE\", \"FAILED\"]}"),
            deploy()
        };

        Build build = build("folder", steps);
        assertThat(build.console())
                .containsPattern("ACCEPTED model: [A-Z]+ at 20\\S+, signed by this controller")
                .contains("\nit is deployed now");
        Path workspace = agent.root().resolve("workspace/folder");
        assertThat(workspace.resolve("model/said.sig")).doesNotExist();

        Files.writeString(workspace.resolveSibling("change"), "echo more >> model/config.json");
        Build changed = controller.build("folder");
        Files.delete(workspace.resolveSibling("change"));
        assertThat(changed.result()).as(changed.console()).isEqualTo("FAILURE");
        assertThat(changed.console())
                .contains("REFUSED model: its file config.json is not the one that was verified")
                .doesNotContain("\nit is deployed now")
                .doesNotContain("\tat ");
    }
}
