package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.StateDictValue;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequestBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One model's weights wherever trainers leave them, and in whatever form: each row's cosine is that of the module that was saved. */
class WeightsPlacesTest {
    private static final String PARAMETRISED = "orthogonal.pt";
    private static final String UNRECORDED = "lora_unrecorded.pt";

    private static Path folder;
    private static JsonObject expected;

    @BeforeAll
    static void letTorchWork() throws IOException {
        folder = PythonFixtures.run("weights_fixtures.py", "weights");
        expected = JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }

    @Test
    void everyRowIsAsTheSavedModulePredictsIt() {
        List<String> files = expected.keySet().stream()
                .filter(name -> !name.contains(":") && !name.equals(PARAMETRISED) && !name.equals(UNRECORDED))
                .toList();
        assertThat(files).hasSizeGreaterThan(25);
        VerificationResult result = verify(files);
        assertThat(result.report().errors()).isEmpty();
        for (int i = 0; i < files.size(); i++) {
            assertThat(result.cosines().get(i)).as(files.get(i)).satisfies(isNear(files.get(i)));
        }
    }

    private static ThrowingConsumer<float[]> isNear(String name) {
        JsonArray cosines = expected.getAsJsonArray(name);
        return actual -> {
            assertThat(actual).hasSize(cosines.size());
            for (int row = 0; row < actual.length; row++) {
                assertThat((double) actual[row])
                        .as("row " + row)
                        .isCloseTo(cosines.get(row).getAsDouble(), within(1e-5));
            }
        };
    }

    private static VerificationResult verify(List<String> files) {
        return verify(files, request -> request);
    }

    private static VerificationResult verify(List<String> files, UnaryOperator<VerificationRequestBuilder> settings) {
        VerificationRequestBuilder request = VerificationRequest.of(
                        files.stream()
                                .map(name -> folder.resolve(name).toString())
                                .toList(),
                        folder.resolve("sequences.npz").toString())
                .split("all")
                .device("cpu")
                .threads(1)
                .diagnose("never");
        return new Verifier(settings.apply(request).build()).verify(new Progress() {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orthogonal.pt | under a parametrisation that is not known (original, 0.base).",
                "lora_unrecorded.pt | does not record their lora_alpha"
            })
    void whatCannotBeFoldedIsNamed(String name, String said) {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(name))) {
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(checkpoint::stateDict)
                    .withMessageContaining(said);
        }
    }

    @Test
    void aSequenceOfLayersIsNoWrapper() {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("sequence_called_net.pt"))) {
            assertThat(checkpoint.stateDict().names()).containsExactly("net.0.weight", "net.0.bias");
        }
    }

    @Test
    void whatWasFoldedIsSaid() {
        assertThat(notes("weight_norm_old.pt"))
                .containsExactly("weight norm is folded into input_proj.weight and 3 more");
        assertThat(notes("spectral_norm_new.pt"))
                .containsExactly("spectral norm is folded into input_proj.weight and 1 more");
        assertThat(notes("lora_peft.pt")).containsExactly("low-rank adapters are merged into output_proj.weight");
        assertThat(notes("ints_and_bytes.pt"))
                .containsExactly("entries of the state dict that are not tensors are left out, such as steps");
        assertThat(notes("key_model.pt")).isEmpty();
    }

    private static List<String> notes(String name) {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(name))) {
            return checkpoint.stateDict().notes();
        }
    }

    @Test
    void bystandersArePlainValues() {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("bystanders_2.pt"))) {
            Map<String, Object> values = checkpoint.metadata();
            assertThat(values)
                    .containsEntry("counts", Map.of("a", 2L, "b", 1L, "c", 1L))
                    .containsEntry("losses", List.of(0.5, 0.25))
                    .containsEntry("started", "2025-10-31T23:59:58.123456")
                    .containsEntry("day", "2025-11-01")
                    .containsEntry("exact", "0.1")
                    .containsEntry("mode", "an object of train_settings.Mode.FULL")
                    .containsEntry("took", "an object of datetime.timedelta");
            assertThat((Map<?, ?>) values.get("settings"))
                    .extracting("batch_size")
                    .isEqualTo(16L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "function, dataclasses.asdict",
        "own_function, __main__.stirred",
        "popen, commands.Popen" // as Python 2 called it
    })
    void whatOnlyLooksLikeABystanderIsRefused(String name, String global) {
        assertThatExceptionOfType(VerifierException.class)
                .isThrownBy(() -> CheckpointReader.open(folder.resolve("not_a_bystander_" + name + ".pt")))
                .withMessageContaining(
                        "refers to " + global + ", which is not among the names allowed; nothing was executed.");
    }

    @Test
    void lightningSaysWhatItWatched() {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("lightning.ckpt"))) {
            assertThat(checkpoint.claim()).get().satisfies(claim -> {
                assertThat(claim.metric()).isEqualTo("val_cosine");
                assertThat(claim.source()).isEqualTo("callbacks.current_score");
                assertThat(claim.value()).isCloseTo(mean("lightning.ckpt"), within(1e-6));
            });
            assertThat(checkpoint.declaredType()).contains("gru");
        }
    }

    @Test
    void averagesAreFoundWhereverTheyLie() {
        assertThat(beside("averages.pt")).containsExactly("ema_state_dict", "swa_state_dict");
        assertThat(beside("averages_shadow.pt")).containsExactly("ema.shadow");
        assertThat(beside("averages_together.pt")).containsExactly("state_dict.ema_model");
        assertThat(beside("averages_only.pt")).isEmpty();
    }

    private static List<String> beside(String name) {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(name))) {
            return List.copyOf(checkpoint.weightsBeside().keySet());
        }
    }

    private static double mean(String name) {
        double sum = 0;
        JsonArray cosines = expected.getAsJsonArray(name);
        for (int i = 0; i < cosines.size(); i++) {
            sum += cosines.get(i).getAsDouble();
        }
        return sum / cosines.size();
    }

    @Test
    void eachStateDictIsMeasuredAndTheRawOneJudges() {
        Verification found = averages(request -> request);
        assertThat(found.model().stateDict()).isEqualTo("model_state_dict");
        assertThat(found.actual().value()).isCloseTo(mean("averages.pt"), within(1e-6));
        assertThat(found.otherWeights())
                .extracting(StateDictValue::name)
                .containsExactly("ema_state_dict", "swa_state_dict");
        found.otherWeights().forEach(other -> assertThat(other.value())
                .isCloseTo(mean("averages.pt:" + other.name()), within(1e-6)));
        assertThat(missed(found)).contains(GateMetric.AMBIGUOUS_WEIGHTS);
        assertThat(found.findings())
                .filteredOn(finding -> finding.code().equals("EMA"))
                .extracting(finding -> finding.evidence().get("changed"))
                .containsExactly("ema_state_dict");
    }

    @Test
    void whatIsServedSettlesIt() {
        Verification same = averages(request -> request.servingWeights("model_state_dict"));
        assertThat(missed(same)).doesNotContain(GateMetric.AMBIGUOUS_WEIGHTS, GateMetric.SERVING_GAP);
        Verification other = averages(request -> request.servingWeights("swa_state_dict"));
        assertThat(other.servingWeights().value()).isCloseTo(mean("averages.pt:swa_state_dict"), within(1e-6));
        assertThat(missed(other)).contains(GateMetric.SERVING_GAP).doesNotContain(GateMetric.AMBIGUOUS_WEIGHTS);
    }

    @Test
    void anotherStateDictCanJudge() {
        Verification found = averages(request -> request.weights("ema_state_dict"));
        assertThat(found.model().stateDict()).isEqualTo("ema_state_dict");
        assertThat(found.gap()).isCloseTo(0, within(1e-6));
        assertThat(found.otherWeights())
                .extracting(StateDictValue::name)
                .containsExactly("model_state_dict", "swa_state_dict");
        VerificationResult unknown = verify(List.of("averages.pt"), request -> request.weights("ema"));
        assertThat(unknown.report().errors()).singleElement().satisfies(problem -> assertThat(problem.message())
                .contains("holds no state dict 'ema' of this model"));
    }

    private static List<GateMetric> missed(Verification found) {
        return found.gates().stream()
                .filter(gate -> gate.outcome() == Outcome.MISSED)
                .map(GateOutcome::metric)
                .toList();
    }

    private static Verification averages(UnaryOperator<VerificationRequestBuilder> settings) {
        return verify(List.of("averages.pt"), settings).report().verifications().get(0);
    }
}
