package io.jenkins.plugins.lvm.verifier.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes that {@code python/lvm_probe.py} took with real torch. */
class ProbeTest {
    private static Path folder() {
        return PythonFixtures.run("probe_fixtures.py", "probe");
    }

    private static JsonObject expected() throws IOException {
        return JsonParser.parseString(Files.readString(folder().resolve("expected.json")))
                .getAsJsonObject();
    }

    private static String file(String name) {
        return folder().resolve(name).toString();
    }

    private static VerificationRequestBuilder request(String checkpoint) {
        return VerificationRequest.of(List.of(file(checkpoint + ".pt")), file("data.npz"))
                .split("all")
                .device("cpu")
                .threads(1);
    }

    private static Verification verify(VerificationRequestBuilder request) {
        return GatesFixtures.only(request);
    }

    private static List<GateMetric> missed(Verification found) {
        return found.gates().stream()
                .filter(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                .map(GateOutcome::metric)
                .toList();
    }

    private static Finding finding(Verification found) {
        return found.findings().stream()
                .filter(each -> each.code().equals("PROBE"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothSidesMakeTheSameInputsBitForBit() throws IOException {
        JsonObject integers = expected().getAsJsonObject("integers");
        assertThat(integers.keySet()).hasSize(4);
        integers.entrySet().forEach(entry -> {
            long seed = Long.parseLong(entry.getKey());
            for (int i = 0; i < 200; i++) {
                assertThat(ProbeInputs.integer(seed, i))
                        .as("seed %d, number %d", seed, i)
                        .isEqualTo(entry.getValue().getAsJsonArray().get(i).getAsInt());
            }
        });
        float[] inputs = ProbeInputs.of(7, 64, 19);
        for (int i = 0; i < inputs.length; i++) {
            assertThat((double) inputs[i])
                    .isEqualTo(expected().getAsJsonArray("inputs").get(i).getAsDouble());
        }
    }

    @Test
    void takingOneDisturbsNothing() throws IOException {
        assertThat(expected().getAsJsonArray("disturbed")).isEmpty();
        assertThat(expected().get("half_kept").getAsString()).isEqualTo("torch.float16");
        assertThat(expected().get("probe_size").getAsInt()).isLessThan(4096);
    }

    @Test
    void theServiceChecksItAtItsStart() throws IOException {
        assertThat(expected().get("same").getAsDouble()).isZero();
        assertThat(expected().get("wrapped").getAsDouble()).isZero();
        assertThat(expected().get("other").getAsString()).contains("it is another function: do not serve it");
        assertThat(expected().get("weights").getAsString()).contains("Its weights are not those");
        assertThat(expected().get("without").getAsString()).contains("holds no lvm_probe");
    }

    @ParameterizedTest
    @CsvSource({"mixture, attention-mixture", "additive, additive-memory", "heads4, transformer-decoder[heads=4]"})
    void theFunctionThatWasTrainedJudges(String checkpoint, String definition) {
        Verification found = verify(request(checkpoint));

        assertThat(found.model().forwardDefinition()).isEqualTo(definition);
        assertThat(found.model().probe().proven()).isTrue();
        assertThat(found.model().probe().stale()).isFalse();
        assertThat(found.model().probe().largestDifference()).isLessThan(1e-5);
        assertThat(found.model().probe().matching()).containsExactly(definition);
        assertThat(found.gates())
                .extracting(GateOutcome::metric)
                .contains(GateMetric.PROBE)
                .doesNotContain(GateMetric.AMBIGUOUS_FORWARD);
        // The models are not trained, so that rows are not told apart.
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .isSubsetOf(GateMetric.ROWS_APART);
        assertThat(found.findings()).extracting(Finding::code).doesNotContain("PROBE", "FORWARD_DEFINITION");
    }

    @Test
    void whoeverNamesAnotherFunctionFails() {
        Verification found = verify(request("mixture").forward("additive-memory"));

        assertThat(found.model().probe().proven()).isFalse();
        assertThat(missed(found)).contains(GateMetric.PROBE);
        assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(finding(found).explanation()).contains("attention-mixture computes what was probed.");
    }

    @Test
    void theServiceIsStillCompared() {
        Verification found = verify(request("mixture").servingForward("additive-memory"));

        assertThat(missed(found)).containsExactly(GateMetric.SERVING_GAP);
        assertThat(found.model().probe().proven()).isTrue();
    }

    @Test
    void aProbeOfOtherWeightsIsStale() {
        Verification found = verify(request("stale"));

        assertThat(missed(found)).contains(GateMetric.PROBE);
        assertThat(found.model().probe().stale()).isTrue();
        assertThat(finding(found).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(found).title()).contains("other weights");
    }

    @Test
    void aProbeOfNearlyTheSameWeightsIsSaidToBeStale() {
        Verification found = verify(request("barely_stale"));

        assertThat(found.model().probe().proven()).isTrue();
        assertThat(missed(found)).doesNotContain(GateMetric.PROBE);
        assertThat(finding(found).severity()).isEqualTo(Severity.INFO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"damaged", "flood", "no_size", "no_row"})
    void whatIsNoProbeIsRefused(String checkpoint) {
        VerificationResult result = new Verifier(request(checkpoint).build()).verify(new Progress() {});

        assertThat(result.report().errors()).hasSize(1);
        assertThat(result.report().errors().get(0).message())
                .containsPattern(
                        "holds an lvm_probe that cannot be used: (it|a size is missing|a row of its outputs is missing)");
    }

    @Test
    void theCommandShowsIt() {
        Outcome outcome = InProcess.lvmVerify("probe", file("mixture.pt"));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("4 × 5 × 48 from seed 20250617", "those that the probe was taken of")
                .containsPattern("attention-mixture +proven, outputs differ by at most")
                .containsPattern("additive-memory +another function, outputs differ by at most");
    }

    @Test
    void aGraphIsProvenAsWell() {
        Outcome outcome = InProcess.lvmVerify(
                "probe", file("foreign.pt"), "--forward-onnx", OnnxFixtures.file("stacked_lstm.onnx"), "--json");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(JsonParser.parseString(outcome.out())
                        .getAsJsonObject()
                        .getAsJsonObject("probed")
                        .getAsJsonObject("differences")
                        .get("onnx:stacked_lstm.onnx")
                        .getAsDouble())
                .isLessThan(1e-5);
    }

    @Test
    void withoutOneItSaysHowToTakeOne() {
        Outcome outcome = InProcess.lvmVerify("probe", OnnxFixtures.file("tied.pt"));

        assertThat(outcome.exitCode()).isEqualTo(65);
        assertThat(outcome.err()).contains("holds no probe.", "python/lvm_probe.py");
    }
}
