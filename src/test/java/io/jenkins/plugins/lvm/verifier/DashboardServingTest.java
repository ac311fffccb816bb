package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.LooseLoading;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the evaluation dashboard makes of checkpoints that it loads with strict=False; torch itself says what binds. */
class DashboardServingTest {
    private static Path folder;
    private static JsonObject expected;

    @BeforeAll
    static void letTorchWork() throws IOException {
        folder = PythonFixtures.run("dashboard_fixtures.py", "dashboard");
        expected = JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }

    @ParameterizedTest
    @CsvSource({"transformer, dashboard-decoder", "encoder, dashboard-encoder", "sequential, dashboard-amn"})
    void whatLoadsStrictlyIsComputedAsThereRowByRow(String file, String definition) {
        VerificationResult result = verify(file, request -> request.forward(definition));
        assertThat(result.report().errors()).isEmpty();
        JsonArray rows = expected(file, definition).getAsJsonArray("cosines");
        float[] cosines = result.cosines().get(0);
        assertThat(cosines).hasSize(rows.size());
        for (int row = 0; row < cosines.length; row++) {
            assertThat((double) cosines[row])
                    .as("row " + row)
                    .isCloseTo(rows.get(row).getAsDouble(), within(1e-5));
        }
    }

    @Test
    void aStrictLoadIsSeenBesideTheTrainersDefinition() {
        Verification found = only(verify("transformer", request -> request));
        assertThat(found.model().forwardDefinition()).startsWith("transformer-decoder");
        assertThat(found.alternatives())
                .extracting(Alternative::forwardDefinition)
                .contains("dashboard-decoder");
        assertThat(only(verify("transformer", request -> request.servingForward("transformer-decoder")))
                        .alternatives())
                .isEmpty();
    }

    @Test
    void theGateHoldsAStrictLoadAgainstTheTrainersDefinition() {
        Verification found = only(verify("trained_transformer", request -> request));
        double dashboard = found.alternatives().stream()
                .filter(other -> other.forwardDefinition().equals("dashboard-decoder"))
                .findFirst()
                .orElseThrow()
                .value();
        GateOutcome gate = found.gates().stream()
                .filter(outcome -> outcome.metric() == GateMetric.AMBIGUOUS_FORWARD)
                .findFirst()
                .orElseThrow();
        assertThat(dashboard).isNotEqualTo(found.actual().value());
        assertThat(gate.value()).isCloseTo(Math.abs(dashboard - found.actual().value()), within(1e-12));
        assertThat(found.alternatives())
                .extracting(Alternative::forwardDefinition)
                .containsOnly("dashboard-decoder");
    }

    /** As in the incident: the AMN computes what it should, and of what the dashboard then serves nothing was trained. */
    @Test
    void whereNothingBindsChanceIsServed() {
        Verification found = only(verify("trained_amn", request -> request.servingForward("dashboard-amn")
                .loose(true)));
        assertThat(found.actual().value()).isGreaterThan(0.5);
        assertThat(found.serving().value()).isBetween(-0.05, 0.05);
        assertThat(found.gates())
                .filteredOn(gate -> gate.metric() == GateMetric.SERVING_GAP)
                .singleElement()
                .satisfies(gate -> assertThat(gate.outcome()).isEqualTo(Outcome.MISSED));
    }

    @ParameterizedTest
    @CsvSource({"amn, dashboard-amn", "gru, dashboard-encoder", "amn, dashboard-encoder", "gru, dashboard-decoder"})
    void aLooseLoadSaysWhatBinds(String file, String definition) {
        Verification found =
                only(verify(file, request -> request.servingForward(definition).loose(true)));
        LooseLoading loading = found.serving().loading();
        JsonObject torch = expected(file, definition);
        assertThat(loading.missing()).containsExactlyInAnyOrderElementsOf(texts(torch.getAsJsonArray("missing")));
        assertThat(loading.unexpected()).containsExactlyInAnyOrderElementsOf(texts(torch.getAsJsonArray("unexpected")));
        assertThat(loading.bound()).doesNotContainAnyElementsOf(loading.missing());
        assertThat(found.serving().value()).isBetween(-0.5, 0.5);
        assertThat(found.serving().gap())
                .isCloseTo(found.serving().value() - found.actual().value(), within(1e-12));
        assertThat(found.findings())
                .filteredOn(finding -> finding.code().equals("SERVING_MISMATCH"))
                .extracting(Finding::explanation)
                .singleElement()
                .asString()
                .contains(loading.missing().size() + " stay as they were initialised");
    }

    @Test
    void nothingOfAnAmnBinds() {
        assertThat(only(verify("amn", request -> request.servingForward("dashboard-amn")
                                .loose(true)))
                        .serving()
                        .loading()
                        .bound())
                .isEmpty();
    }

    @Test
    void anotherShapeIsRefusedAsTorchDoes() {
        assertThat(expected.get("narrow_gru dashboard-encoder").isJsonNull()).isTrue();
        VerificationReport report = verify("narrow_gru", request -> request.servingForward("dashboard-encoder")
                        .loose(true))
                .report();
        assertThat(report.errors()).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("'input_proj.weight' has shape [256, 768] where [512, 768] is needed")
                .contains("which PyTorch refuses in spite of strict=False"));
    }

    @Test
    void looseNeedsADefinition() {
        assertThat(verify("gru", request -> request.loose(true)).report().errors())
                .singleElement()
                .satisfies(problem -> assertThat(problem.advice()).contains("servingForward"));
    }

    /** The list of default tensors is what the oracle's modules have today. */
    @Test
    void theDefaultTensorsAreTorchs() throws IOException {
        Path file = Files.createTempFile("default-tensors", ".txt");
        PythonFixtures.call("default_tensors.py", file.toString());
        Path kept = Path.of("src/main/resources/io/jenkins/plugins/lvm/verifier/model/default-tensors.txt");
        assertThat(file).hasSameTextualContentAs(kept);
        Files.delete(file);
    }

    private static JsonObject expected(String file, String definition) {
        return expected.getAsJsonObject(file + " " + definition);
    }

    private static Stream<String> stream(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString);
    }

    private static List<String> texts(JsonArray array) {
        return stream(array).toList();
    }

    private static Verification only(VerificationResult result) {
        assertThat(result.report().errors()).isEmpty();
        return result.report().verifications().get(0);
    }

    private static VerificationResult verify(String file, UnaryOperator<VerificationRequestBuilder> settings) {
        VerificationRequestBuilder request = VerificationRequest.of(
                        List.of(folder.resolve(file + ".pt").toString()),
                        folder.resolve("sequences.npz").toString())
                .split("all")
                .device("cpu")
                .threads(1);
        return new Verifier(settings.apply(request).build()).verify(new Progress() {});
    }
}
