package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxFixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys at the deploy gate: those that sign, from credentials, and those that it trusts. */
@ExtendWith(LiveController.class)
class DeployGateKeysIT extends DeployGateBuilds {
    static final Path KEYS = Path.of("src/test/resources/model-signing").toAbsolutePath();
    static final String ANY_VERDICT = "{\"verdicts\": [\"PASSED\", \"UNSTABLE\", \"FAILED\"]}";

    DeployGateKeysIT(ControllerProcess controller, AgentProcess agent) {
        super(controller, agent);
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

    /** By the specification, for others, and by the attestation for the gate, which sees every file. */
    @Test
    void allFilesOfAFolderAreSignedAndHaveToBeThoseThatAreDeployed() throws Exception {
        SignedElsewhere.keep(controller, KEYS.resolve("p256.key.pem"));
        Path folder = PythonFixtures.run("weights_fixtures.py", "weights");
        String train = StepXml.shell("rm -rf model && cp -r '" + folder.resolve("folder_shards")
                + "' model && mkdir model/vocab && echo tokens > model/vocab/tokens.txt");
        StepXml verify = verify().with("checkpoint", "model")
                .with("data", folder.resolve("sequences.npz"))
                .with("split", "all")
                .with("failBuild", false)
                .with("attest", "model.attestation.json")
                .with("signKey", "p256");
        StepXml gate = gate().with("checkpoint", "model")
                .with("key", Files.readString(KEYS.resolve("p256.pub.pem")))
                .with("policy", ANY_VERDICT);

        Build signed = build("folder-signed", train, verify, gate, deploy());
        assertThat(signed.console())
                .containsPattern("ACCEPTED model: [A-Z]+ at 20\\S+, signed by the trusted key")
                .contains("\nit is deployed now");
        Path workspace = agent.root().resolve("workspace/folder-signed");
        assertThat(SignedElsewhere.refusal(
                        Files.readString(workspace.resolve("model.attestation.sig")),
                        Files.readString(KEYS.resolve("p256.pub.pem")),
                        workspace.resolve("model")))
                .isEmpty();
        requireNothingOf(KEYS.resolve("p256.key.pem"), signed);

        requireRefused(
                build(
                        "folder-changed",
                        train,
                        verify,
                        StepXml.shell("echo more >> model/vocab/tokens.txt"),
                        gate,
                        deploy()),
                "its file vocab/tokens.txt is not the one that was verified: it has been changed since");
        requireRefused(
                build(
                        "folder-more",
                        train,
                        verify,
                        StepXml.shell("cp model/config.json model/generation_config.json"),
                        gate,
                        deploy()),
                "it holds generation_config.json, which is not in the statement");
        requireRefused(
                build("folder-less", train, verify, StepXml.shell("rm model/config.json"), gate, deploy()),
                "it lacks config.json, which was verified");
    }

    private static void requireRefused(Build build, String why) throws Exception {
        assertThat(build.result()).as(build.console()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("REFUSED model: " + why)
                .doesNotContain("\nit is deployed now")
                .doesNotContain("\tat ");
    }

    /** Only the process on the agent can tell a link from a file. */
    @Test
    void aFolderWithALinkIsRefusedBeforeItIsMeasured() throws Exception {
        SignedElsewhere.keep(controller, KEYS.resolve("p256.key.pem"));
        Path folder = PythonFixtures.run("weights_fixtures.py", "weights");

        Build build = build(
                "folder-link",
                StepXml.shell("rm -rf model && cp -r '" + folder.resolve("folder_shards")
                        + "' model && ln -s /etc/hostname model/link"),
                verify().with("checkpoint", "model")
                        .with("data", folder.resolve("sequences.npz"))
                        .with("split", "all")
                        .with("signKey", "p256"),
                deploy());

        assertThat(build.result()).isEqualTo("FAILURE");
        assertThat(build.console())
                .contains("model/link is a link or a device, and only files are attested and signed.")
                .doesNotContain("\nit is deployed now");
    }

    /** The graph is half of the model: it has a signature of its own, and of a later build that signs none nothing is left. */
    @Test
    void theGraphThatRanIsSignedBesideTheCheckpoint() throws Exception {
        SignedElsewhere.keep(controller, KEYS.resolve("p256.key.pem"));
        String key = Files.readString(KEYS.resolve("p256.pub.pem"));
        Path graph = Path.of(OnnxFixtures.file("stacked_lstm.onnx"));
        StepXml gate = gate().with("key", key).with("policy", ANY_VERDICT);

        Build build = build(
                "graph-signed",
                StepXml.shell("rm -rf kept && mkdir kept && cp '" + OnnxFixtures.file("stacked_lstm.pt")
                        + "' best_model.pt && cp '" + graph + "' forward.onnx"),
                verifyByGraph("first").with("signKey", "p256"),
                gate,
                StepXml.shell("cp best_model.attestation* best_model.pt forward.onnx kept"),
                verifyByGraph("again").with("signKey", "controller"),
                gate,
                deploy());

        assertThat(build.console())
                .containsPattern("ACCEPTED best_model.pt: [A-Z]+ at 20\\S+, signed by the trusted key")
                .containsPattern("ACCEPTED best_model.pt: [A-Z]+ at 20\\S+, signed by this controller")
                .contains("\nit is deployed now");
        Path workspace = agent.root().resolve("workspace/graph-signed");
        Path kept = workspace.resolve("kept");
        String ofGraph = Files.readString(kept.resolve("best_model.attestation-forward.sig"));
        assertThat(SignedElsewhere.refusal(
                        Files.readString(kept.resolve("best_model.attestation.sig")),
                        key,
                        kept.resolve("best_model.pt")))
                .isEmpty();
        assertThat(SignedElsewhere.refusal(ofGraph, key, kept.resolve("forward.onnx")))
                .isEmpty();
        assertThat(SignedElsewhere.refusal(ofGraph, key, kept.resolve("best_model.pt")))
                .isPresent();
        assertThat(SignedElsewhere.read(Files.readString(kept.resolve("best_model.attestation.json")), key)
                        .forwardOnnxSha256())
                .isEqualTo(FileDigest.sha256(graph));
        // The controller's own key is none of ECDSA, and signs no models.
        assertThat(workspace.resolve("best_model.attestation.json")).exists();
        assertThat(workspace.resolve("best_model.attestation.sig")).doesNotExist();
        assertThat(workspace.resolve("best_model.attestation-forward.sig")).doesNotExist();
        requireNothingOf(KEYS.resolve("p256.key.pem"), build);
    }

    private static StepXml verifyByGraph(String id) {
        return verify().with("id", id)
                .with("model", id)
                .with("data", OnnxFixtures.file("data.npz"))
                .with("split", "all")
                .with("forwardOnnx", "forward.onnx")
                .with("failBuild", false);
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
