package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The command line on the shipped examples. */
class LvmVerifyTest extends ExampleCommands {
    @Test
    void passesAHealthyCheckpoint() {
        assertThat(verify(HEALTHY)).isZero();
        assertThat(out.toString())
                .contains("claim    0.5516, val_cosine, mean of batch means of 32")
                .containsPattern("gru_healthy.pt +0\\.5516 +0\\.5516 +\\+0\\.0000 +PASSED");
    }

    @Test
    void isUnstableWhereForwardDefinitionsDisagree() {
        assertThat(verify(AMBIGUOUS)).isEqualTo(1);
        assertThat(out.toString())
                .contains("AMBIGUOUS_FORWARD")
                .contains("additive-memory, which the weights fit too, gives -0.0037")
                .contains("--serving-forward");
    }

    @Test
    void passesOnceTheServingDefinitionIsNamed() {
        assertThat(verify(AMBIGUOUS, "--serving-forward", "attention-mixture")).isZero();
    }

    @Test
    void failsWhereTheServiceUsesTheWrongDefinition() {
        assertThat(verify(AMBIGUOUS, "--serving-forward", "additive-memory")).isEqualTo(2);
        assertThat(out.toString()).contains("SERVING_GAP");
    }

    @Test
    void failsABrokenCheckpointWithItsNumbers() {
        assertThat(verify(BROKEN)).isEqualTo(2);
        assertThat(out.toString()).containsPattern("lstm_broken.pt +0\\.5329 +-0\\.0140 +-0\\.5469 +FAILED");
    }

    @Test
    void tellsHowACheckpointComparesWithItsBaseline() {
        final List<String> line = List.of(
                "verify", "--data", GatesFixtures.file("train.npz"), "--checkpoint", GatesFixtures.file("worse.pt"));
        final List<String> against = new ArrayList<>(line);
        against.addAll(List.of("--baseline", GatesFixtures.file("good.pt")));

        assertThat(run(line.toArray(String[]::new))).isZero();
        assertThat(run(against.toArray(String[]::new))).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "this one differs by -0.0789 (95 % interval -0.1004 to -0.0574), row by row: 27 better, 205 worse")
                .contains("missed   REGRESSION 0.0789 > 0.0200 (UNSTABLE)")
                .contains("Trained otherwise than the baseline");
    }

    @Test
    void verifiesTheOthersWhereOneIsUnreadable() throws IOException {
        final Path damaged = Files.write(folder.resolve("damaged.pt"), new byte[] {1, 2, 3});

        assertThat(verify(damaged.toString(), HEALTHY)).isEqualTo(65);
        assertThat(out.toString())
                .containsPattern("damaged.pt +- +- +- +ERROR")
                .containsPattern("gru_healthy.pt .* PASSED")
                .contains("Error: " + damaged);
    }

    @Test
    void reportsAFailureRatherThanAnError() {
        assertThat(verify("missing.pt", BROKEN)).isEqualTo(2);
    }

    @Test
    void tellsAMissingCheckpoint() {
        assertThat(verify("examples/missing.pt")).isEqualTo(66);
        assertThat(out.toString()).contains("Error: examples/missing.pt").doesNotContain("Exception");
        assertThat(out.toString().lines().filter(line -> line.startsWith("Error: ")))
                .singleElement()
                .satisfies(line -> assertThat(line.split("missing\\.pt", -1)).hasSize(2));
    }

    @Test
    void tellsMissingData() {
        assertThat(run("verify", "--checkpoint", HEALTHY, "--data", "missing.npz"))
                .isEqualTo(66);
        assertThat(out.toString()).contains("missing.npz");
    }

    @Test
    void tellsAGitLfsPointer() throws IOException {
        final Path pointer = Files.writeString(
                folder.resolve("best_model.pt"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 6050491\n");

        assertThat(verify(pointer.toString())).isEqualTo(65);
        assertThat(out.toString()).contains("git lfs pull");
    }

    @Test
    void tellsAMissingDevice() {
        assertThat(verify(HEALTHY, "--device", "mps")).isEqualTo(69);
        assertThat(out.toString()).contains("mps is not available");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "verify",
                "verify --checkpoint a.pt",
                "verify --checkpoint a.pt --data b.npz --split sideways",
                "verify --checkpoint a.pt --data b.npz --unstable-threshold 0.2 --fail-threshold 0.1",
                "verify --checkpoint a.pt --data b.npz --threads -1",
                "verify --checkpoint a.pt --data b.npz --validation-fraction 1.5",
                "verify --checkpoint a.pt --data b.npz --no-such-option",
                "align --checkpoint a.pt",
                "align --checkpoint a.pt --data b.npz --horizon -1",
                "verify --checkpoint a.pt --data b.npz --baseline c.pt --baseline-report d.json",
                "conjure"
            })
    void explainsWrongUsage(final String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(64);
        assertThat(err.toString()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    void explainsAnUnknownForwardDefinition() {
        assertThat(verify(HEALTHY, "--forward", "guesswork")).isEqualTo(64);
        assertThat(out.toString()).contains("guesswork").contains("attention-mixture");
    }

    @Test
    void explainsAForwardDefinitionThatDoesNotFit() {
        assertThat(verify(HEALTHY, "--forward", "lstm-baseline")).isEqualTo(65);
        assertThat(out.toString()).contains("lstm-baseline").contains("does not fit");
    }

    @Test
    void writesAReportThatFollowsTheSchemaAndTheCosinesBesideIt() throws IOException {
        final Path report = folder.resolve("out/report.json");

        assertThat(verify(AMBIGUOUS, BROKEN, "missing.pt", "--report", report.toString()))
                .isEqualTo(2);

        final String json = Files.readString(report);
        final JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/report.schema.json")));
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        final VerificationReport read = ContractJson.readReport(json);
        assertThat(read.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(read.verifications()).hasSize(2);
        assertThat(read.errors()).singleElement().satisfies(problem -> assertThat(problem.code())
                .isEqualTo(66));
        final long rows = read.verifications().stream()
                .mapToLong(v -> v.split().validationRows())
                .sum();
        assertThat(Files.size(folder.resolve("out/cosines.f32"))).isEqualTo(rows * Float.BYTES);
    }

    @Test
    void writesTheGatesAsJUnitXml() throws Exception {
        final Path file = folder.resolve("new/junit.xml");

        assertThat(verify(HEALTHY, BROKEN, "missing.pt", "--junit", file.toString()))
                .isEqualTo(2);

        final NodeList suites = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testsuite");
        assertThat(suites.getLength()).isEqualTo(3);
        assertThat(((Element) suites.item(0)).getAttribute("failures")).isEqualTo("0");
        assertThat(((Element) suites.item(1)).getAttribute("failures")).isNotEqualTo("0");
        assertThat(((Element) suites.item(2)).getAttribute("errors")).isEqualTo("1");
    }

    @Test
    void printsOnlyTheTableWhenQuiet() {
        assertThat(verify(HEALTHY, "--quiet")).isZero();
        assertThat(out.toString().strip().lines()).hasSize(2);
    }

    @Test
    void limitsTheRowsAndSaysSo() {
        assertThat(verify(HEALTHY, "--max-samples", "50")).isZero();
        assertThat(out.toString()).contains("50 rows").contains("evenly spread");
    }

    @Test
    void givesTheSameNumbersWhateverTheBatchSize() throws IOException {
        final List<Double> actuals = new ArrayList<>();
        for (final String batch : List.of("1", "7", "1000")) {
            final Path report = folder.resolve(batch + ".json");
            verify(HEALTHY, "--batch-size", batch, "--report", report.toString());
            actuals.add(ContractJson.readReport(Files.readString(report))
                    .verifications()
                    .get(0)
                    .actual()
                    .value());
        }
        assertThat(actuals).allSatisfy(value -> assertThat(value).isCloseTo(actuals.get(0), offset()));
    }

    @Test
    void takesThresholdsForHeldOutRowsAndRegressions() {
        final String train = GatesFixtures.file("train.npz");
        assertThat(run(
                        "verify",
                        "--checkpoint",
                        GatesFixtures.file("good.pt"),
                        "--data",
                        train,
                        "--held-out",
                        GatesFixtures.file("elsewhere.npz"),
                        "--min-held-out-cosine",
                        "0.4"))
                .isEqualTo(2);
        assertThat(out.toString()).contains("missed   HELD_OUT_COSINE");

        assertThat(run(
                        "verify",
                        "--checkpoint",
                        GatesFixtures.file("worse.pt"),
                        "--data",
                        train,
                        "--baseline",
                        GatesFixtures.file("good.pt"),
                        "--regression-threshold",
                        "0.10",
                        "--relative-regression-threshold",
                        "0.15"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("missed   REGRESSION_RELATIVE").doesNotContain("missed   REGRESSION 0");
    }

    @Test
    void inspectsACheckpoint() {
        assertThat(run("inspect", AMBIGUOUS)).isZero();
        assertThat(out.toString())
                .contains("attention-mixture")
                .contains("additive-memory")
                .contains("val_cosine");
    }

    @Test
    void inspectsDataAsJson() {
        assertThat(run("inspect", DATA, "--json")).isZero();
        final JsonObject found = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(found.get("sequences").getAsInt()).isEqualTo(2400);
        assertThat(found.get("articles").getAsInt()).isEqualTo(133);
    }

    @Test
    void demonstratesTheExamples() {
        assertThat(run("demo", "--examples", "examples")).isZero();
        assertThat(out.toString()).contains("The examples behave as described");
    }

    @Test
    void answersTheStepThroughFiles() throws IOException {
        final Path request = folder.resolve("request.json");
        final Path report = folder.resolve("report.json");
        Files.writeString(
                request,
                """
                {"schemaVersion": 1, "checkpoints": ["%s"], "data": "%s", "device": "cpu"}
                """
                        .formatted(BROKEN, DATA));

        assertThat(run("agent", "--control", folder.toString())).isEqualTo(2);
        assertThat(ContractJson.readReport(Files.readString(report)).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void answersARequestOfAnotherVersionWithAnError() throws IOException {
        Files.writeString(folder.resolve("request.json"), "{\"schemaVersion\": 99}");
        final Path report = folder.resolve("report.json");

        assertThat(run("agent", "--control", folder.toString())).isEqualTo(64);
        assertThat(ContractJson.readReport(Files.readString(report)).errors())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("99"));
    }

    private static Offset<Double> offset() {
        return within(1e-7);
    }
}
