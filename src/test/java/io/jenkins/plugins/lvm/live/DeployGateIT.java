package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From training to deployment, as the guide has it: verify and attest, carry both, and let only that be deployed. */
@ExtendWith(LiveController.class)
class DeployGateIT {
    private static final Path HEALTHY = LiveFiles.example("gru_healthy.pt");
    private static final Path KEYS = Path.of("src/test/resources/model-signing").toAbsolutePath();

    private final ControllerProcess controller;
    private final AgentProcess agent;

    DeployGateIT(ControllerProcess controller, AgentProcess agent) {
        this.controller = controller;
        this.agent = agent;
    }

    private Build build(String job, Object... steps) throws Exception {
        StringBuilder builders = new StringBuilder();
        for (Object step : steps) {
            builders.append(step);
        }
        controller.createFreestyleJob(job, agent, builders.toString());
        return controller.build(job);
    }

    private static String train() {
        return StepXml.shell("cp '" + HEALTHY + "' best_model.pt");
    }

    private static StepXml verify() {
        return StepXml.verify("best_model.pt")
                .with("id", "best")
                .with("model", "best")
                .with("attest", "best_model.attestation.json");
    }

    private static StepXml gate() {
        return StepXml.of("io.jenkins.plugins.lvm.step.LvmDeployGateBuilder").with("checkpoint", "best_model.pt");
    }

    private static String deploy() {
        return StepXml.shell("echo it is deployed now");
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

    /** A secret file and a secret text of the credentials' plugins; for the old host, which cannot have these, what stands for both. */
    @Test
    void aKeyFromACredentialSignsAndIsNowhereElse() throws Exception {
        Path file = KEYS.resolve("p256.key.pem");
        Path text = KEYS.resolve("p384.key.pem");
        controller.script((controller.host().isCurrent()
                        ? """
                        import com.cloudbees.plugins.credentials.*
                        import org.jenkinsci.plugins.plaincredentials.impl.*
                        def kept = SystemCredentialsProvider.instance
                        kept.credentials << new FileCredentialsImpl(CredentialsScope.GLOBAL, 'signer-file', '', 'signer.pem',
                            SecretBytes.fromBytes(new File('%s').bytes))
                        kept.credentials << new StringCredentialsImpl(CredentialsScope.GLOBAL, 'signer-text', '',
                            hudson.util.Secret.fromString(new File('%s').text))
                        kept.save()
                        """
                        : """
                        class Keys extends io.jenkins.plugins.lvm.step.SecretSource {
                          io.jenkins.plugins.lvm.step.KeptSecret find(String id, hudson.model.Run run) {
                            def kept = ['signer-file': '%s', 'signer-text': '%s'][id]
                            return kept == null ? null : new io.jenkins.plugins.lvm.step.KeptSecret(null, new File(kept).text)
                          }
                        }
                        hudson.model.Hudson.instance.getExtensionList(io.jenkins.plugins.lvm.step.SecretSource).add(new Keys())
                        """)
                .formatted(file, text));
        requireSigned("signer-file", file);
        if (controller.host().isCurrent()) {
            requireSigned("signer-text", text);
        }
    }

    private void requireSigned(String credential, Path key) throws Exception {
        Build build = build(
                "signs-by-" + credential,
                train(),
                verify().with("signKey", credential),
                gate().with("key", Files.readString(Path.of(key.toString().replace(".key.", ".pub.")))),
                deploy());

        assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
        assertThat(build.console()).contains("\nit is deployed now");
        requireNothingOf(key, build);
    }

    /** The key is on the controller, and nowhere that a build or an agent writes to. */
    private void requireNothingOfTheKey(Build build) throws Exception {
        requireNothingOf(controller.home().resolve("secrets/lvm-checkpoint-verifier.key.pem"), build);
    }

    private void requireNothingOf(Path secret, Build build) throws Exception {
        String key = Files.readString(secret).lines().skip(1).findFirst().orElseThrow();
        assertThat(key).hasSizeGreaterThan(40);
        assertThat(build.console()).doesNotContain(key);
        for (Path folder : new Path[] {build.directory(), agent.root()}) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().matches(".*\\.(jar|pt|so[.\\d]*)"))
                        .toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(key);
                }
            }
        }
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

    @Test
    void anotherKeyIsTrustedWhereTheJobNamesIt() throws Exception {
        String trusted = Files.readString(KEYS.resolve("p256.pub.pem"));
        String other = Files.readString(KEYS.resolve("p384.pub.pem"));
        // What another controller or a person signed with lvm-verify comes with the checkpoint.
        Build elsewhere = build("elsewhere", train(), verify());
        assertThat(elsewhere.result()).as(elsewhere.console()).isEqualTo("SUCCESS");
        Path workspace = agent.root().resolve("workspace/elsewhere");
        String signed = SignedElsewhere.with(
                Files.readString(workspace.resolve("best_model.attestation.json")),
                Files.readString(KEYS.resolve("p256.key.pem")));
        Path carried = Files.writeString(agent.root().resolve("carried.json"), signed);

        Build accepted =
                build("accepts", train(), gate().with("attestation", carried).with("key", trusted), deploy());
        assertThat(accepted.result()).as(accepted.console()).isEqualTo("SUCCESS");
        assertThat(accepted.console()).contains("signed by the trusted key");

        Build refused =
                build("refuses", train(), gate().with("attestation", carried).with("key", other), deploy());
        assertThat(refused.result()).isEqualTo("FAILURE");
        assertThat(refused.console()).contains("it was signed with another key");

        Build wrong =
                build("wrong-key", train(), gate().with("attestation", carried).with("key", "none"), deploy());
        assertThat(wrong.result()).isEqualTo("FAILURE");
        assertThat(wrong.console())
                .contains("The deploy gate cannot decide: The parameter 'key' does not hold a key in PEM")
                .doesNotContain("\tat ");
    }

    @Test
    void aModelThatIsAFolderIsRefused() throws Exception {
        Build build = build(
                "folder",
                StepXml.shell("mkdir -p best_model.pt && cp '" + HEALTHY + "' best_model.pt/model.bin"),
                gate(),
                deploy());

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .containsPattern(
                        "\\S+best_model\\.pt, named by 'checkpoint', is a folder, and this gate decides on files\\. "
                                + "Let the build run lvm-verify attest-check on the folder\\.")
                .doesNotContain("\nit is deployed now")
                .doesNotContain("\tat ");
        assertThat(controller.get(build.path() + "lvm-deploy-gate/").statusCode())
                .as("nothing was decided")
                .isEqualTo(404);
    }

    /** The old host cannot have the plugin Credentials: this keeps the key in its place. */
    @Test
    void aFolderIsAttestedButNotSignedAsOneFile() throws Exception {
        controller.script(
                """
                class ModelKey extends io.jenkins.plugins.lvm.step.SecretSource {
                  io.jenkins.plugins.lvm.step.KeptSecret find(String id, hudson.model.Run run) {
                    id == 'p256' ? new io.jenkins.plugins.lvm.step.KeptSecret(null, new File('%s').text) : null
                  }
                }
                hudson.model.Hudson.instance.getExtensionList(io.jenkins.plugins.lvm.step.SecretSource).add(new ModelKey())
                """
                        .formatted(KEYS.resolve("p256.key.pem")));
        Path weights = PythonFixtures.run("weights_fixtures.py", "weights");
        StepXml step = verify().with("checkpoint", weights.resolve("folder_shards"))
                .with("data", weights.resolve("sequences.npz"))
                .with("split", "all");

        Build build = build("folder-signed", step.with("signKey", "p256"));

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("folder_shards is a folder, and here a model signature is written of one file only.")
                .contains("Sign the attestation with a key of Ed25519")
                .doesNotContain("\tat ");
        Path workspace = agent.root().resolve("workspace/folder-signed");
        String payload = JsonParser.parseString(Files.readString(workspace.resolve("best_model.attestation.json")))
                .getAsJsonObject()
                .getAsJsonObject("dsseEnvelope")
                .get("payload")
                .getAsString();
        assertThat(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8))
                .contains("\"name\": \"folder_shards\"");
        assertThat(workspace).isDirectoryNotContaining("glob:**.sig");
    }

    @Test
    void aKeyThatIsNotThereIsOneSentence() throws Exception {
        Build build = build("no-key", train(), verify().with("signKey", "nobody"), deploy());

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("There is no key 'nobody', named by 'signKey', that this build may use")
                .doesNotContain("claim 0.5516")
                .doesNotContain("\tat ");
        Build alone = build("no-file", train(), StepXml.verify("best_model.pt").with("signKey", "controller"));
        assertThat(alone.console()).contains("'signKey' signs an attestation: name its file with 'attest'");
    }
}
