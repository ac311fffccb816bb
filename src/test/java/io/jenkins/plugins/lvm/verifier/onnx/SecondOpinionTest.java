package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A graph beside definitions of the registry, by the command line. Torch computes what each of them gives. */
class SecondOpinionTest {
    private static final double PER_MEAN = 1e-6;

    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("onnx_known_fixtures.py", "onnx-known");
    }

    private JsonObject verification(String graph, String... more) throws IOException {
        Path report = folder.resolve("report.json");
        Outcome outcome = GraphRun.verify(fixtures(), "amn.pt", graph + ".onnx", report, more);
        assertThat(outcome.exitCode()).as(outcome.err()).isLessThan(64);
        return InProcess.verification(report);
    }

    private static List<JsonObject> findings(JsonObject verification) {
        return StreamSupport.stream(verification.getAsJsonArray("findings").spliterator(), false)
                .map(each -> each.getAsJsonObject())
                .filter(finding -> finding.get("code").getAsString().equals("FORWARD_ONNX"))
                .toList();
    }

    private static double torchs(String definition) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .get(definition)
                .getAsDouble();
    }

    @Test
    void theSameFunctionAgrees() throws IOException {
        JsonObject found = verification("attention-mixture", "--forward", "attention-mixture");

        assertThat(findings(found)).isEmpty();
        assertThat(found.getAsJsonObject("model").get("forwardDefinition").getAsString())
                .isEqualTo("attention-mixture");
        assertThat(found.getAsJsonArray("alternatives").toString()).contains("onnx:attention-mixture.onnx");
    }

    @Test
    void anotherFunctionIsFoundRowByRow() throws IOException {
        JsonObject finding = findings(verification("additive-memory", "--forward", "attention-mixture"))
                .get(0);
        JsonObject evidence = finding.getAsJsonObject("evidence");

        assertThat(evidence.get("definitionValue").getAsDouble())
                .isCloseTo(torchs("attention-mixture"), within(PER_MEAN));
        assertThat(evidence.get("graphValue").getAsDouble()).isCloseTo(torchs("additive-memory"), within(PER_MEAN));
        assertThat(evidence.get("rowsDiffering").getAsInt()).isEqualTo(64);
        assertThat(finding.get("severity").getAsString()).isEqualTo(Severity.ERROR.name());
        assertThat(finding.get("explanation").getAsString())
                .startsWith("onnx:additive-memory.onnx differs by -0.")
                .contains("64 of 64 rows differ");
    }

    @Test
    void withoutANamedDefinitionTheGraphJudges() throws IOException {
        JsonObject found = verification("additive-memory");

        assertThat(found.getAsJsonObject("model").get("forwardDefinition").getAsString())
                .isEqualTo("onnx:additive-memory.onnx");
        assertThat(found.getAsJsonObject("actual").get("value").getAsDouble())
                .isCloseTo(torchs("additive-memory"), within(PER_MEAN));
        assertThat(findings(found)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"attention-mixture, 0", "additive-memory, 1"})
    void theServiceMayRunTheGraph(String graph, int differs) throws IOException {
        JsonObject found = verification(graph, "--forward", "attention-mixture", "--serving-forward", "onnx");

        assertThat(found.getAsJsonObject("serving").get("forwardDefinition").getAsString())
                .isEqualTo("onnx:" + graph + ".onnx");
        assertThat(found.getAsJsonObject("serving").get("value").getAsDouble())
                .isCloseTo(torchs(graph), within(PER_MEAN));
        assertThat(found.getAsJsonArray("findings").toString().contains("SERVING_MISMATCH"))
                .isEqualTo(differs == 1);
    }

    @Test
    void alignmentIsTestedWithTheGraph() {
        Outcome outcome = InProcess.lvmVerify(
                "align",
                "--checkpoint",
                fixtures().resolve("amn.pt").toString(),
                "--data",
                fixtures().resolve("data.npz").toString(),
                "--device",
                "cpu",
                "--forward-onnx",
                fixtures().resolve("attention-mixture.onnx").toString());

        assertThat(outcome.out()).as(outcome.err()).contains("onnx:attention-mixture.onnx, on cpu");
    }

    @Test
    void whatIsNamedIsLookedAtBeforeAnythingRuns() {
        Outcome outcome = InProcess.lvmVerify(
                "verify",
                "--checkpoint",
                fixtures().resolve("amn.pt").toString(),
                "--data",
                fixtures().resolve("data.npz").toString(),
                "--forward-onnx",
                folder.resolve("missing.onnx").toString());

        assertThat(outcome.exitCode()).isEqualTo(66);
        assertThat(outcome.out() + outcome.err()).contains("missing.onnx does not exist.");
    }
}
