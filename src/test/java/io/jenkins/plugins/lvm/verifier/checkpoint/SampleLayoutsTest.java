package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.SharedSamples;
import io.jenkins.plugins.lvm.verifier.model.KnownArchitectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that the project which trains these models wrote itself, with the numbers that torch read from them. */
class SampleLayoutsTest {
    private static Path folder;
    private static JsonObject expected;

    @BeforeAll
    static void find() throws IOException {
        folder = SharedSamples.layouts();
        expected = JsonParser.parseString(Files.readString(folder.resolve("expected.json")))
                .getAsJsonObject();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quirks_tensors.pt", "quirks_legacy_tar.pt"})
    void readsUnusualTensors(final String file) {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(file))) {
            final StateDict state = checkpoint.stateDict();
            final JsonObject tensors = expected.getAsJsonObject("quirks_tensors");
            assertThat(state.names()).hasSizeGreaterThan(5).isSubsetOf(tensors.keySet());
            for (final String name : state.names()) {
                final JsonObject wanted = tensors.getAsJsonObject(name);
                final Tensor tensor = state.tensor(name);
                assertThat("torch." + tensor.dtype())
                        .as(name)
                        .isEqualTo(wanted.get("dtype").getAsString());
                assertThat(tensor.shape()).as(name).isEqualTo(longs(wanted, "shape"));
                assertThat(tensor.stride()).as(name).isEqualTo(longs(wanted, "stride"));
                // the first values only, where a tensor has many
                assertThat(tensor.doubles())
                        .as(name)
                        .hasSize((int) LongStream.of(tensor.shape()).reduce(1, Math::multiplyExact))
                        .startsWith(doubles(wanted, "values"));
            }
        }
    }

    private static long[] longs(final JsonObject holder, final String name) {
        return StreamSupport.stream(holder.getAsJsonArray(name).spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    private static double[] doubles(final JsonObject holder, final String name) {
        return StreamSupport.stream(holder.getAsJsonArray(name).spliterator(), false)
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "amn_clean_splits_script, attention-mixture or additive-memory network",
        "model_AMNModel_native, attention-mixture or additive-memory network",
        "hierarchical_gru, hierarchical-gru",
        "memory_gru, memory-gru",
        "model_LSTMModel_head, lstm-blocks",
        "mamba_s, mamba model"
    })
    void readsShapesAndNamesTheArchitecture(final String name, final String architecture) {
        final JsonObject wanted = expected.getAsJsonObject(name);
        try (Checkpoint checkpoint =
                CheckpointReader.open(folder.resolve(wanted.get("file").getAsString()))) {
            final StateDict state = checkpoint.stateDict();
            assertThat(state.names().stream().collect(Collectors.toMap(key -> key, key -> state.tensor(key)
                            .summary()
                            .shape())))
                    .isEqualTo(shapes(wanted.getAsJsonObject("state_dict")));
            assertThat(KnownArchitectures.architecture(state.names())).contains(architecture);
            assertThat(state.health().nonFinite()).isZero();
            assertThat(state.health().deadShare()).isLessThan(0.5);
        }
    }

    private static Map<String, Object> shapes(final JsonObject stateDict) {
        return stateDict.keySet().stream().collect(Collectors.toMap(key -> key, key -> StreamSupport.stream(
                        stateDict.getAsJsonArray(key).spliterator(), false)
                .map(JsonElement::getAsLong)
                .toList()));
    }

    @Test
    void findsABareStateDict() {
        try (Checkpoint bare = CheckpointReader.open(folder.resolve("mamba_s_final_bare.pt"));
                Checkpoint wrapped = CheckpointReader.open(folder.resolve("mamba_s.pt"))) {
            assertThat(bare.stateDict().names()).isEqualTo(wrapped.stateDict().names());
            assertThat(bare.claim()).isEmpty();
            assertThat(wrapped.claim()).get().extracting(StatedMetric::isUsable).isEqualTo(true);
            assertThat(wrapped.args()).containsEntry("save_dir", "/x/y");
        }
    }
}
