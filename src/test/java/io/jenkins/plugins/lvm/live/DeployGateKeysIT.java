package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys at the deploy gate: those that sign, from credentials, and those that it trusts. */
@ExtendWith(LiveController.class)
class DeployGateKeysIT extends DeployGateBuilds {
    private static final Path KEYS = Path.of("src/test/resources/model-signing").toAbsolutePath();

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
