package io.jenkins.plugins.lvm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.live.ControllerProcess.Build;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts of a verification on two agents, joined to one result of the build. */
@ExtendWith(LiveController.class)
class ShardStepIT {
    private static final String HEALTHY = "checkpoint: '" + LiveFiles.example("gru_healthy.pt") + "', data: '"
            + LiveFiles.example("sequences.npz") + "', batchSize: 64";

    private static final Pattern RECIPE = Pattern.compile("(?s)```groovy\\n(def parts = .*?)```");
    private static final String RECONNECTION = "io.jenkins.plugins.lvm.step.reconnectionSeconds";

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
        AgentProcess second = first.startLike("second-agent", 1);
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

    /** The guide's recipe, with what is here in the place of what it names, on agents one of which is lost with its part. */
    @Test
    void theRecipeMeasuresALostAgentsPartOnAnother() throws Exception {
        AgentProcess lasting = first.startLike("lasting-agent", 1);
        AgentProcess mortal = first.startLike("mortal-agent", 1);
        Path pid = mortal.root().resolve("verifier.pid");
        Path hangs = mortal.javaHome(
                "hangs-there",
                """
                if pwd | grep -q mortal-agent; then echo $$ > '%s'; exec sleep 300; fi
                exec "$java" "$@"
                """
                        .formatted(pid));
        Matcher found =
                RECIPE.matcher(Files.readString(Path.of(System.getProperty("basedir", ""), "docs/user-guide.md")));
        assertThat(found.find()).isTrue();
        String recipe = found.group(1)
                .replace("parts = 4", "parts = 2")
                .replace("node('gpu')", "node('" + lasting.name() + " || " + mortal.name() + "')")
                .replace(
                        "/models/gru/best_model.pt",
                        LiveFiles.example("gru_healthy.pt").toString())
                .replace(
                        "/data/training_sequences_ctx5.npz",
                        LiveFiles.example("sequences.npz").toString())
                .replace("batchSize: 256", "batchSize: 64, id: 'gru', javaHome: '" + hangs + "'");
        controller.script("System.setProperty('%s', '1')".formatted(RECONNECTION));
        controller.createPipeline("spread", recipe);
        try {
            Build build = controller.schedule("spread");
            long process = AgentProcess.started(pid);
            mortal.kill();
            ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
            controller.await(build);

            assertThat(build.result()).as(build.console()).isEqualTo("SUCCESS");
            assertThat(build.console())
                    .contains("The agent 'mortal-agent' was lost during the verification (", "Retrying")
                    .contains("Part 1/2 is measured", "Part 2/2 is measured")
                    .doesNotContain("\tat ");
            assertThat(build.directory().resolve("lvm-verification/gru.json")).exists();
        } finally {
            controller.script("System.clearProperty('%s')".formatted(RECONNECTION));
        }
    }

    /** Of all files of the folder, on whichever agent it was measured: what one of them holds besides is no part of the others'. */
    @Test
    void joinedPartsOfAFolderAreSignedWithAllItsFiles() throws Exception {
        AgentProcess second = first.startLike("signing-agent", 1);
        SignedElsewhere.keep(controller, DeployGateKeysIT.KEYS.resolve("p256.key.pem"));
        String key = Files.readString(DeployGateKeysIT.KEYS.resolve("p256.pub.pem"));
        Build signed = run("parts-signed", ofFolder(second, "tokens", key));

        assertThat(signed.console())
                .contains("Part 1/2 is measured", "Part 2/2 is measured")
                .containsPattern("ACCEPTED model: [A-Z]+ at 20\\S+, signed by the trusted key")
                .contains("REFUSED model: its file vocab/tokens.txt is not the one that was verified");
        Path workspace = second.root().resolve("workspace/parts-signed");
        assertThat(SignedElsewhere.refusal(
                        Files.readString(workspace.resolve("model.attestation.sig")), key, workspace.resolve("kept")))
                .isEmpty();
        assertThat(SignedElsewhere.read(Files.readString(workspace.resolve("model.attestation.json")), key)
                        .files())
                .extracting(FilePart::name)
                .contains("model.safetensors.index.json", "vocab/tokens.txt");

        Build refused = run("parts-differ", ofFolder(second, "other tokens", key));
        assertThat(refused.result()).as(refused.console()).isEqualTo("FAILURE");
        assertThat(refused.console())
                .contains("does not belong to part")
                .contains("other files lie in the folder of its checkpoint, or were not looked at")
                .doesNotContain("ACCEPTED")
                .doesNotContain("\tat ");
    }

    /** A part on each of two agents, which have folders of their own; joined and deployed on the second, once with a changed file. */
    private String ofFolder(AgentProcess second, String tokens, String key) {
        Path folder = PythonFixtures.run("weights_fixtures.py", "weights");
        return """
                def measure = { tokens, shard ->
                  sh "rm -rf model kept && cp -r '%1$s/folder_shards' model && mkdir model/vocab && echo ${tokens} > model/vocab/tokens.txt"
                  verifyLvmCheckpoint(checkpoint: 'model', data: '%1$s/sequences.npz', split: 'all', batchSize: 32, shard: shard,
                    attest: 'model.attestation.json', signKey: 'p256', failBuild: false)
                }
                parallel(
                  one: { node('%2$s') { measure('tokens', '1/2') } },
                  two: { node('%3$s') { measure('%4$s', '2/2') } })
                node('%3$s') {
                  mergeLvmVerification()
                  def gate = [checkpoint: 'model', key: '''%5$s''', policy: '%6$s']
                  lvmDeployGate(gate)
                  sh "cp -r model kept && echo more >> model/vocab/tokens.txt"
                  try { lvmDeployGate(gate) } catch (refused) { echo 'as it has to be' }
                }
                """
                .formatted(folder, first.name(), second.name(), tokens, key, DeployGateKeysIT.ANY_VERDICT);
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
