package io.jenkins.plugins.lvm.verifier.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what is read against what torch reads from the same files. */
class TorchAgreementTest {
    private static Path folder;

    @BeforeAll
    static void makeFixtures() {
        folder = PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
    }

    @TestFactory
    Stream<DynamicTest> readsEveryTensorAsTorchDoes() throws IOException {
        final JsonObject expected = json(folder.resolve("expected.json")).getAsJsonObject();
        assertThat(expected.size()).isGreaterThan(10);
        return expected.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(entry.getKey()))) {
                        assertSame(
                                checkpoint.stateDict(),
                                entry.getValue().getAsJsonObject().getAsJsonObject("state_dict"));
                    }
                }));
    }

    static void assertSame(final StateDict actual, final JsonObject expected) {
        assertThat(actual.names()).containsExactlyElementsOf(expected.keySet());
        long parameters = 0;
        for (final String name : actual.names()) {
            final JsonObject wanted = expected.getAsJsonObject(name);
            final Tensor tensor = actual.tensor(name);
            assertThat(tensor.dtype()).as(name).hasToString(wanted.get("dtype").getAsString());
            assertThat(tensor.shape()).as(name).isEqualTo(longs(wanted.getAsJsonArray("shape")));
            assertThat(tensor.stride()).as(name).isEqualTo(longs(wanted.getAsJsonArray("stride")));
            assertThat(tensor.offset()).as(name).isEqualTo(wanted.get("offset").getAsLong());
            final double[] values = StreamSupport.stream(
                            wanted.getAsJsonArray("values").spliterator(), false)
                    .mapToDouble(value -> Double.parseDouble(value.getAsString()))
                    .toArray();
            assertThat(tensor.doubles()).as(name).isEqualTo(values);
            parameters += values.length;
        }
        assertThat(actual.parameterCount()).isEqualTo(parameters);
    }

    private static long[] longs(final JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void readsEveryBitPatternOfSixteenBitFloats(final String type) throws IOException {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("sixteen_bits.pt"))) {
            assertThat(checkpoint.stateDict().floats(type)).isEqualTo(float32(type + ".f32"));
        }
    }

    @Test
    void roundsLargeIntegersOnce() throws IOException {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("wide_integers.pt"))) {
            assertThat(checkpoint.stateDict().floats("wide")).isEqualTo(float32("wide_integers.f32"));
        }
    }

    private static float[] float32(final String file) throws IOException {
        final ByteBuffer raw =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
        final float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void showsMetadataAsPlainValues(final int protocol) throws IOException {
        try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve("metadata_protocol" + protocol + ".pt"))) {
            final Map<String, Object> metadata = checkpoint.metadata();
            json(folder.resolve("metadata.json")).getAsJsonObject().asMap().forEach((key, value) -> assertThat(
                            metadata.get(key))
                    .as(key)
                    .isEqualTo(plain(value)));
            assertThat(metadata.get("nan")).isEqualTo(Double.NaN);
            assertThat(metadata.get("infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(metadata.get("complex")).isEqualTo("1.0+2.0j");
            assertThat(metadata.get("tensor")).isEqualTo(new TensorSummary(Dtype.INT64, List.of(2L, 5L)));
            assertThat(metadata.get("tensor")).hasToString("int64[2, 5]");
            assertThat(metadata.get("random_state"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(5)
                    .startsWith("MT19937")
                    .element(1)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(624);
        }
    }

    private static Object plain(final JsonElement value) {
        if (value.isJsonArray()) {
            return value.getAsJsonArray().asList().stream()
                    .map(TorchAgreementTest::plain)
                    .toList();
        }
        if (value.isJsonObject()) {
            final Map<String, Object> result = new java.util.LinkedHashMap<>();
            value.getAsJsonObject().asMap().forEach((key, inner) -> result.put(key, plain(inner)));
            return result;
        }
        if (value.isJsonNull()) {
            return null;
        }
        if (value.getAsJsonPrimitive().isBoolean()) {
            return value.getAsBoolean();
        }
        if (value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        final String number = value.getAsString();
        return number.matches("-?\\d+") ? (Object) Long.parseLong(number) : Double.parseDouble(number);
    }

    @Test
    void findsWhatTheTrainerRecorded() throws Exception {
        for (final String name : List.of("trainer.pt", "protocol4.pt", "legacy_trainer.pt")) {
            try (Checkpoint checkpoint = CheckpointReader.open(folder.resolve(name))) {
                assertThat(checkpoint.declaredType()).contains("gru");
                assertThat(checkpoint.topLevelKeys())
                        .containsExactly(
                                "epoch",
                                "model_type",
                                "model_state_dict",
                                "optimizer_state_dict",
                                "val_loss",
                                "val_cosine",
                                "model_config",
                                "args");
                assertThat(checkpoint.claim()).contains(new StatedMetric("val_cosine", "val_cosine", 0.5329, null));
                assertThat(checkpoint.args())
                        .containsEntry("batch_size", 64L)
                        .containsEntry("save_dir", "/runs/1")
                        .containsEntry("lr", 5e-4);
                assertThat(checkpoint.modelConfig()).containsEntry("d_model", 3L);
                assertThat(checkpoint.metadata()).containsEntry("epoch", 3L).containsEntry("val_loss", 0.0123);
                assertThat(checkpoint.sizeBytes()).isEqualTo(Files.size(checkpoint.path()));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> findsTheClaimInEveryPlace() throws IOException {
        final List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> file.getFileName().toString().startsWith("claim_"))
                    .forEach(files::add);
        }
        assertThat(files).hasSize(8);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    final String place = file.getFileName()
                            .toString()
                            .replaceAll("^claim_|\\.pt$", "")
                            .replace("tensor", "val_cosine");
                    try (Checkpoint checkpoint = CheckpointReader.open(file)) {
                        assertThat(checkpoint.statedMetrics())
                                .containsExactly(new StatedMetric(
                                        place.substring(place.lastIndexOf('.') + 1), place, 0.5, null));
                    }
                }));
    }

    private static JsonElement json(final Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file));
    }
}
