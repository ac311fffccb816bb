package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that no entry of the registry knows, by their ONNX graphs, against torch. */
class ForeignModelsTest {
    private static final double PER_ROW = 1e-6;

    private static VerificationResult verify(VerificationRequestBuilder request) {
        VerificationResult result = new Verifier(request.build()).verify(new Progress() {});
        assertThat(result.report().errors()).isEmpty();
        return result;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "perceptron",
                "stacked_lstm",
                "both_ways",
                "prenorm_gru",
                "elman",
                "small_transformer",
                "convolutions",
                "mixer",
                "bert_like",
                "tied",
                "experts",
                "fixed_batch",
                "stranger_lstm",
                "newer_external",
                "newer_with_weights",
                "newer_branch"
            })
    void everyRowIsTorchs(String model) {
        VerificationResult result = verify(OnnxFixtures.request(model, model + ".onnx"));

        float[] cosines = result.cosines().get(0);
        double[] expected = OnnxFixtures.cosines(model);
        assertThat(cosines).hasSameSizeAs(expected);
        for (int row = 0; row < expected.length; row++) {
            assertThat((double) cosines[row]).as("row %d", row).isCloseTo(expected[row], within(PER_ROW));
        }
    }

    @Test
    void theReportSaysWhichGraphItWas() throws Exception {
        Verification found = verify(OnnxFixtures.request("stacked_lstm", "stacked_lstm.onnx"))
                .report()
                .verifications()
                .get(0);

        assertThat(found.model().forwardDefinition()).isEqualTo("onnx:stacked_lstm.onnx");
        assertThat(found.model().fitting()).containsExactly("onnx:stacked_lstm.onnx");
        assertThat(found.model().forwardOnnx().sha256())
                .isEqualTo(DigestUtils.sha256Hex(Files.readAllBytes(Path.of(OnnxFixtures.file("stacked_lstm.onnx")))));
        assertThat(found.gap()).isCloseTo(0, within(PER_ROW));
        // The models are not trained, so that rows are not told apart.
        assertThat(found.gates())
                .filteredOn(gate -> gate.outcome() == GateOutcome.Outcome.MISSED)
                .extracting(GateOutcome::metric)
                .isSubsetOf(GateMetric.ROWS_APART);
    }

    @Test
    void theSameGraphServesAnyCheckpointOfTheModel() {
        float[] own = verify(OnnxFixtures.request("stacked_lstm", "stranger_lstm.onnx"))
                .cosines()
                .get(0);
        double[] expected = OnnxFixtures.cosines("stacked_lstm");
        List<Double> differences = new ArrayList<>();
        for (int row = 0; row < expected.length; row++) {
            differences.add(Math.abs(own[row] - expected[row]));
        }
        assertThat(differences).allSatisfy(difference -> assertThat(difference).isLessThan(PER_ROW));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64})
    void theBatchChangesNoNumber(int batch) {
        double[] expected = OnnxFixtures.cosines("fixed_batch");
        float[] cosines = verify(OnnxFixtures.request("fixed_batch", "fixed_batch.onnx")
                        .batchSize(batch)
                        .threads(3))
                .cosines()
                .get(0);
        for (int row = 0; row < expected.length; row++) {
            assertThat((double) cosines[row]).isCloseTo(expected[row], within(PER_ROW));
        }
    }

    @Test
    void itIsMeasuredAsABaselineToo() {
        Verification found = verify(OnnxFixtures.request("stacked_lstm", "stacked_lstm.onnx")
                        .baselines(
                                List.of(new BaselineSource(null, OnnxFixtures.file("stranger_lstm.pt"), null, null))))
                .report()
                .verifications()
                .get(0);

        assertThat(found.baseline().actual().sampleMean())
                .isCloseTo(mean(OnnxFixtures.cosines("stranger_lstm")), within(PER_ROW));
        assertThat(found.baseline().paired()).isTrue();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
