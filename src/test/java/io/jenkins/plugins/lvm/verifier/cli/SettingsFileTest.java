package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options in a file beside the data, patterns that no shell expanded, and the report on standard output. */
class SettingsFileTest {
    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("metric_claim_fixtures.py", "metric-claim");
    }

    @BeforeEach
    void copyWhatATeamHas() throws IOException {
        for (String name : List.of("data.npz", "last.ckpt", "forward.onnx")) {
            Files.copy(fixtures().resolve(name), folder.resolve(name));
        }
    }

    private void write(String... lines) throws IOException {
        Files.write(folder.resolve("lvm-verify.yaml"), List.of(lines));
    }

    private Outcome verify(String... more) {
        List<String> args = new ArrayList<>(List.of(
                "verify",
                "--checkpoint=" + folder.resolve("last.ckpt"),
                "--data=" + folder.resolve("data.npz"),
                "--row-cache=none",
                "--device=cpu"));
        args.addAll(List.of(more));
        return InProcess.lvmVerify(args.toArray(new String[0]));
    }

    @Test
    void whatTheFileSetsAppliesAndIsReported() throws IOException {
        write(
                "# of this data",
                "metric: mse",
                "claim: callbacks.ModelCheckpoint.best_model_score",
                "forward-onnx: forward.onnx",
                "relativeFailThreshold: 0.001",
                "split: tail");
        Outcome outcome = verify("--split=all", "--json");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonArray found = JsonParser.parseString(outcome.out())
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("findings");
        assertThat(found.toString())
                .contains(
                        "SETTINGS_FILE",
                        "claim, forwardOnnx, metric, relativeFailThreshold were not given on the command line",
                        "lvm-verify.yaml");
        assertThat(outcome.err()).contains("verdict  PASSED", "Settings come from a file");
    }

    @Test
    void theFileIsLeftAloneWhereNobodyWantsIt() throws IOException {
        write("nonsense: [");

        assertThat(verify("--config=none").exitCode()).isEqualTo(65);
        assertThat(verify("--config=none").out()).doesNotContain("lvm-verify.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "metrik: mse            | 64 | 'metrik' is not an option of 'lvm-verify verify'. Did you mean metric",
                "libtorch: /tmp/evil    | 64 | libtorch is taken from the command line only",
                "report: /tmp/other     | 64 | report is taken from the command line only",
                "rowDigests: /tmp/other | 64 | rowDigests is taken from the command line only",
                "sign-key: k.pem        | 64 | sign-key is taken from the command line only",
                "metric: {a: 1}         | 64 | metric has no value that an option could have",
                "metric: !!javax.A [x]  | 65 | is not YAML",
                "`a: &a [*a]`           | 65 | is not YAML",
                "just text              | 65 | does not hold options by name",
                "fail-threshold: soon   | 64 | 'soon' is not a number",
                "device: gpu            | 64 | 'gpu' is not a device. Write auto, cpu, cuda, cuda:1 or mps.",
            })
    void whatIsWrongInItIsSaid(String line, int code, String message) throws IOException {
        write(line);
        Outcome outcome = InProcess.lvmVerify(
                "verify", "--checkpoint=" + folder.resolve("last.ckpt"), "--data=" + folder.resolve("data.npz"));

        assertThat(outcome.err()).contains(message);
        assertThat(outcome.exitCode()).isEqualTo(code);
    }

    @Test
    void aQuotedPatternIsExpandedAndNamesStayData() throws IOException {
        Files.copy(folder.resolve("last.ckpt"), folder.resolve("--help.ckpt"));
        Files.copy(folder.resolve("last.ckpt"), folder.resolve("[a].ckpt"));
        Outcome all = InProcess.lvmVerify(
                "inspect", "--json", folder.resolve("*.ckpt").toString());
        Outcome one = InProcess.lvmVerify(
                "inspect", "--json", folder.resolve("[a].ckpt").toString());
        Outcome none = InProcess.lvmVerify("inspect", folder.resolve("*.nope").toString());

        assertThat(JsonParser.parseString(all.out()).getAsJsonArray()).hasSize(3);
        assertThat(JsonParser.parseString(one.out()).isJsonObject()).isTrue();
        assertThat(none.exitCode()).isEqualTo(66);
        assertThat(none.err()).contains("No file matches");
    }

    @Test
    void aDeviceIsNamedRightBeforeWorkStarts() {
        Outcome outcome = InProcess.lvmVerify("verify", "--checkpoint=a.pt", "--data=b.npz", "--devices=cpu,cuba");

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.err()).contains("'cuba' is not a device.");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        assertThat(Colours.of(true, Map.of()).verdict("FAILED  (mse)")).isEqualTo("\u001b[1;31mFAILED  (mse)\u001b[0m");
        assertThat(Colours.of(true, Map.of("NO_COLOR", "1")).verdict("FAILED")).isEqualTo("FAILED");
        assertThat(Colours.of(true, Map.of("TERM", "dumb")).verdict("FAILED")).isEqualTo("FAILED");
        assertThat(Colours.of(false, Map.of()).verdict("PASSED: claim reproduced"))
                .isEqualTo("PASSED: claim reproduced");
    }

    @Test
    void aTrainersOtherFilesAreNoCheckpoints() {
        CheckpointNames usual = CheckpointNames.usual();

        assertThat(List.of("best.pt", "last.ckpt", "pytorch_model.bin", "model.safetensors", "a.pth"))
                .allMatch(name -> usual.fits(Path.of("run", name)));
        assertThat(List.of("optimizer.pt", "scheduler.pt", "rng_state_0.pth", "training_args.bin", "log.txt"))
                .noneMatch(name -> usual.fits(Path.of("run", name)));
        assertThat(CheckpointNames.of(List.of("opt*"), List.of("*.tmp")).fits(Path.of("optimizer.pt")))
                .isTrue();
        assertThat(CheckpointNames.of(List.of(), List.of("last*")).fits(Path.of("last.ckpt")))
                .isFalse();
    }
}
