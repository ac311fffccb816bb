package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The command line on the shipped examples. */
class LvmVerifyTest {
    private static final String DATA = "examples/sequences.npz";
    private static final String HEALTHY = "examples/gru_healthy.pt";
    private static final String AMBIGUOUS = "examples/amn_healthy.pt";
    private static final String BROKEN = "examples/lstm_broken.pt";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

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
    void testsTheAlignmentAndJudgesByTheCorrectedOffset() throws IOException {
        final Path report = folder.resolve("alignment.json");

        assertThat(run("align", "--checkpoint", HEALTHY, "--data", DATA, "--report", report.toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("k = 0 is the true next vector").contains("Gates by corrected k:");
        assertThat(Files.readString(report)).contains("\"trueNextOffset\": 0");
    }

    @Test
    void reportsTheAlignmentBesideTheVerdict() throws IOException {
        final Path report = folder.resolve("report.json");

        assertThat(verify(HEALTHY, "--alignment", "--report", report.toString()))
                .isZero();
        final String json = Files.readString(report);
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/report.schema.json")))
                        .validate(json, InputFormat.JSON))
                .isEmpty();
        assertThat(ContractJson.readReport(json)
                        .verifications()
                        .get(0)
                        .alignment()
                        .correctedGates())
                .hasSize(5);
        assertThat(out.toString()).contains("5-to-1 causal alignment").contains("true next vector");
    }

    @Test
    void letsASaneModelPassQuickly() {
        assertThat(verify(AMBIGUOUS, "--sanity")).isZero();
        assertThat(out.toString())
                .contains("300 rows")
                .contains("the claim was not judged")
                .doesNotContain("AMBIGUOUS_FORWARD");
    }

    @Test
    void failsNoiseQuickly() {
        assertThat(verify(BROKEN, "--sanity")).isEqualTo(2);
        assertThat(out.toString()).contains("SKILL").doesNotContain("GAP_BELOW");
    }

    @ParameterizedTest
    @CsvSource({"degenerate_constant_lstm, SKILL", "degenerate_zero_mlp, ZERO_PREDICTIONS", "nonfinite_all, NON_FINITE"
    })
    void failsWhatPredictsNothingQuickly(final String checkpoint, final String gate) {
        final Path made = PythonFixtures.run("diagnosis_fixtures.py", "diagnosis");

        assertThat(run(
                        "verify",
                        "--sanity",
                        "--checkpoint",
                        made.resolve(checkpoint + ".pt").toString(),
                        "--data",
                        made.resolve("plain.npz").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("missed   " + gate);
    }

    @Test
    void aSanityCheckKeepsNoRowsAndLeavesHeldOutDataAlone() {
        final Path rows = folder.resolve("rows");
        final List<String> line = List.of(
                "verify",
                "--checkpoint",
                GatesFixtures.file("good.pt"),
                "--data",
                GatesFixtures.file("train_deflated.npz"),
                "--held-out",
                GatesFixtures.file("elsewhere.npz"),
                "--row-cache",
                rows.toString(),
                "--row-cache-size",
                "0.5");
        final List<String> sanity = new ArrayList<>(line);
        sanity.add("--sanity");

        assertThat(run(sanity.toArray(String[]::new))).isZero();
        assertThat(rows).doesNotExist();
        assertThat(out.toString()).doesNotContain("HELD_OUT");
        assertThat(run(line.toArray(String[]::new))).isZero();
        assertThat(rows).isNotEmptyDirectory();
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
    void thresholdsAreCheckedEvenWhereTheyDoNotApply() {
        assertThat(verify(HEALTHY, "--sanity", "--unstable-threshold", "0.2", "--fail-threshold", "0.1"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("is above failThreshold");
    }

    @Test
    void comparesTheAlignmentWithOtherData() {
        final Path made = PythonFixtures.run("alignment_fixtures.py", "alignment");

        assertThat(run(
                        "align",
                        "--checkpoint",
                        made.resolve("lstm.pt").toString(),
                        "--data",
                        made.resolve("next_at_0.npz").toString(),
                        "--ood",
                        made.resolve("other.npz").toString(),
                        "--articles",
                        made.resolve("*articles.npz").toString()))
                .isEqualTo(2);
        assertThat(out.toString())
                .contains("next_at_0.npz")
                .contains("other.npz")
                .contains("on the other data");
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

    private int verify(final String... checkpointsAndOptions) {
        final List<String> arguments = new ArrayList<>(List.of("verify", "--data", DATA, "--checkpoint"));
        arguments.addAll(List.of(checkpointsAndOptions));
        return run(arguments.toArray(String[]::new));
    }

    private int run(final String... arguments) {
        return LvmVerify.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
