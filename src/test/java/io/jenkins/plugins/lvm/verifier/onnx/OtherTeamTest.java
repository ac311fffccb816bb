package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.attestation.ModelSignature;
import io.jenkins.plugins.lvm.verifier.attestation.TrustedKey;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another team has: its own checkpoint, its own names in the data, its claim in its own place. */
class OtherTeamTest {
    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("given_claim_fixtures.py", "given-claim");
    }

    private static double torchs() throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsDouble();
    }

    private Outcome verify(String claim, String... more) {
        return GraphRun.ofLast(fixtures(), folder.resolve("report.json"), List.of("--claim=" + claim), more);
    }

    private JsonObject report() throws IOException {
        return InProcess.verification(folder.resolve("report.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "callbacks.ModelCheckpoint.best_model_score",
                "val.history.-1.cos",
                "metrics.json:val.cos",
            })
    void theClaimIsFoundWhereItStands(String claim) throws IOException {
        Outcome outcome = verify(claim, "--contexts-key", "x", "--targets-key", "y");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isLessThan(64);
        assertThat(report().getAsJsonObject("claim").get("source").getAsString())
                .isEqualTo(claim);
        assertThat(report().getAsJsonObject("claim").get("value").getAsDouble()).isCloseTo(torchs(), within(1e-6));
        assertThat(report().get("gap").getAsDouble()).isCloseTo(0, within(1e-6));
        assertThat(report().getAsJsonObject("claim").get("kind").getAsString()).isEqualTo("SAMPLE_MEAN");
    }

    @Test
    void theClaimMayBeANumber() throws IOException {
        Outcome outcome = verify("0.9", "--contexts-key", "x", "--targets-key", "y");

        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
        assertThat(report().get("gap").getAsDouble()).isCloseTo(torchs() - 0.9, within(1e-6));
    }

    @Test
    void theArraysAreThoseThatAreNamed() throws IOException {
        verify("0.1", "--contexts-key", "x", "--targets-key", "y");
        double named = report().getAsJsonObject("actual").get("value").getAsDouble();
        verify("0.1");
        double usual = report().getAsJsonObject("actual").get("value").getAsDouble();

        assertThat(named).isCloseTo(torchs(), within(1e-6));
        assertThat(usual).isNotCloseTo(named, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "callbacks.Nothing | x    | states no claim under 'callbacks.Nothing'; it has epoch",
                "metrics.json:a.b  | x    | states no claim under 'a.b'; it has val.cos, val.loss.",
                "none.json:a       | x    | none.json does not exist.",
                "0.5               | nope | holds no contexts: none of nope; it holds contexts, targets, x, y.",
            })
    void whatIsNotThereIsSaid(String claim, String contexts, String message) {
        Outcome outcome = verify(claim, "--contexts-key", contexts, "--targets-key", "y");

        assertThat(outcome.exitCode()).isBetween(65, 66);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }

    @Test
    void whatWasAttestedIsRecomputedByTheSameGraph() throws IOException {
        verify("0.1", "--contexts-key", "x", "--targets-key", "y", "--attest", in("attested.json"));
        Path other = Files.write(
                folder.resolve("forward.onnx"), Files.readAllBytes(fixtures().resolve("forward.onnx")));
        Outcome same = audit(other);
        // An empty domain more: the same graph in another file.
        Files.write(other, new byte[] {(byte) 0x22, 0}, StandardOpenOption.APPEND);
        Outcome changed = audit(other);

        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(same.out()).contains("AGREES");
        assertThat(changed.exitCode()).as(changed.out() + changed.err()).isEqualTo(65);
        assertThat(changed.err()).contains("forward.onnx is not the ONNX graph that was attested.");
    }

    /** Beside the checkpoint, which is half of the model. */
    @Test
    void theGraphIsSignedToo() {
        Path keys = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");
        verify(
                "0.1",
                "--contexts-key",
                "x",
                "--targets-key",
                "y",
                "--attest",
                in("attested.json"),
                "--sign-key",
                keys.resolve("p384.key.pem").toString());
        for (String[] signed :
                new String[][] {{"attested.sig", "last.ckpt"}, {"attested-forward.sig", "forward.onnx"}}) {
            ModelSignature signature = ModelSignature.read(read(folder.resolve(signed[0])), trusted(keys))
                    .value();
            String digest = FileDigest.sha256(fixtures().resolve(signed[1]));
            assertThat(signature.refusal(signed[1], digest)).isEmpty();
            assertThat(signature.refusal(signed[1], "0".repeat(64))).isPresent();
        }
    }

    private static TrustedKey trusted(Path keys) {
        return TrustedKey.read(read(keys.resolve("p384.pub.pem")), "the key");
    }

    private static String read(Path file) {
        return FileSource.readText(file, "a text", 1 << 20);
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private Outcome audit(Path graph) {
        return InProcess.lvmVerify(
                "audit",
                "--attestation",
                in("attested.json"),
                "--cosines",
                in("cosines.f32"),
                "--checkpoint",
                fixtures().resolve("last.ckpt").toString(),
                "--data",
                fixtures().resolve("data.npz").toString(),
                "--split",
                "all",
                "--device",
                "cpu",
                "--contexts-key",
                "x",
                "--targets-key",
                "y",
                "--forward-onnx",
                graph.toString());
    }

    @Test
    void whatCannotBeACosineIsNoClaim() throws IOException {
        verify("metrics.json:val.loss", "--contexts-key", "x", "--targets-key", "y");

        assertThat(report().get("claim").isJsonNull()).isTrue();
        assertThat(report().getAsJsonArray("findings").toString()).contains("which no mean cosine can be");
    }
}
