package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.SharedSamples;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints written by the trainers' own classes, with the numbers that those classes computed. */
class SampleLayoutsTest {
    @ParameterizedTest(name = "{0} through {1}")
    @CsvSource({
        "amn_clean_splits_script, attention-mixture",
        "model_AMNModel_native, additive-memory",
        "model_LSTMModel_head, lstm-blocks",
        "hierarchical_gru, hierarchical-gru",
        "memory_gru, memory-gru",
        "mamba_s, mamba"
    })
    void givesTheNumbersOfTheClassThatWroteIt(final String sample, final String definition) throws IOException {
        final Path layouts = SharedSamples.layouts();
        final JsonObject expected = JsonParser.parseString(Files.readString(layouts.resolve("expected.json")))
                .getAsJsonObject()
                .getAsJsonObject(sample);

        final VerificationResult result = new Verifier(VerificationRequest.of(
                                List.of(layouts.resolve(expected.get("file").getAsString())
                                        .toString()),
                                layouts.resolve(expected.get("ctx").getAsString())
                                        .toString())
                        .split("all")
                        .forward(definition)
                        .device("cpu")
                        .threads(1)
                        .build())
                .verify(new Progress() {});

        assertThat(result.report().errors()).isEmpty();
        final Verification found = result.report().verifications().get(0);
        assertThat(found.model().parameterCount()).isEqualTo(elements(expected.getAsJsonObject("state_dict")));
        assertThat(found.actual().sampleMean())
                .isCloseTo(expected.get("mean_cos_f32").getAsDouble(), within(1e-6));
        final JsonArray cosines = expected.getAsJsonArray("per_sample_cos");
        for (int row = 0; row < cosines.size(); row++) {
            assertThat((double) result.cosines().get(0)[row])
                    .isCloseTo(cosines.get(row).getAsDouble(), within(1e-5));
        }
    }

    /** Buffers included, which a state dict does not tell from parameters. */
    private static long elements(final JsonObject shapes) {
        return shapes.entrySet().stream()
                .mapToLong(tensor -> tensor.getValue().getAsJsonArray().asList().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .reduce(1, (a, b) -> a * b))
                .sum();
    }
}
