package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cyclonedx.model.Bom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of materials of a real verification, against CycloneDX' own schema. */
class ModelBomTest {
    @TempDir
    private Path folder;

    @Test
    void describesModelsDataAndSoftware() throws Exception {
        Path file = folder.resolve("bom.json");
        StringWriter out = new StringWriter();
        int code = LvmVerify.run(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "verify",
                "--data",
                GatesFixtures.file("train.npz"),
                "--held-out",
                GatesFixtures.file("held_out.npz"),
                "--checkpoint",
                GatesFixtures.file("good.pt"),
                GatesFixtures.file("worse.pt"),
                "--bom",
                file.toString());

        assertThat(code).as(out.toString()).isLessThan(64);
        String json = Files.readString(file);
        assertThat(faults(json)).isEmpty();
        JsonObject bom = JsonParser.parseString(json).getAsJsonObject();
        assertThat(bom.get("specVersion").getAsString()).isEqualTo("1.6");
        List<JsonObject> models = components(bom, "machine-learning-model");
        assertThat(models).hasSize(2);
        JsonObject good = models.get(0);
        assertThat(good.get("name").getAsString()).isEqualTo("good.pt");
        assertThat(good.getAsJsonArray("hashes")
                        .get(0)
                        .getAsJsonObject()
                        .get("content")
                        .getAsString())
                .isEqualTo(FileDigest.sha256(Path.of(GatesFixtures.file("good.pt"))));
        JsonArray metrics = good.getAsJsonObject("modelCard")
                .getAsJsonObject("quantitativeAnalysis")
                .getAsJsonArray("performanceMetrics");
        assertThat(metrics.asList().stream()
                        .map(metric -> metric.getAsJsonObject().get("type").getAsString()))
                .contains("cosine, re-measured", "cosine above chance")
                .anyMatch(type -> type.endsWith(", claimed"));
        assertThat(Double.parseDouble(
                        metrics.get(0).getAsJsonObject().get("value").getAsString()))
                .isBetween(0.48, 0.49);
        assertThat(good.getAsJsonArray("properties").toString())
                .contains("{\"name\":\"lvm:verdict\",\"value\":\"PASSED\"}", "lvm:gate:GAP_BELOW");
        assertThat(components(bom, "data").stream().map(data -> data.get("name").getAsString()))
                .as("what both were measured on, once")
                .containsExactlyInAnyOrder("train.npz", "held_out.npz");
        assertThat(bom.getAsJsonObject("metadata").toString()).contains("lvm-verify", "libtorch", "nd4j");
    }

    @Test
    void theSchemaWouldRefuseAnotherType() throws Exception {
        assertThat(
                        faults(
                                "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [{\"type\": \"x\", \"name\": \"y\"}]}"))
                .isNotEmpty();
    }

    private static List<JsonObject> components(JsonObject bom, String type) {
        return bom.getAsJsonArray("components").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(component -> component.get("type").getAsString().equals(type))
                .toList();
    }

    static List<String> faults(String json) throws Exception {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V7,
                builder -> builder.schemaMappers(
                        mappers -> mappers.mapPrefix("http://cyclonedx.org/schema/", "classpath:/")));
        try (InputStream schema = Bom.class.getResourceAsStream("/bom-1.6.schema.json")) {
            Stream<String> found = factory
                    .getSchema(new String(schema.readAllBytes(), StandardCharsets.UTF_8))
                    .validate(json, InputFormat.JSON)
                    .stream()
                    .map(Object::toString);
            return found.toList();
        }
    }
}
