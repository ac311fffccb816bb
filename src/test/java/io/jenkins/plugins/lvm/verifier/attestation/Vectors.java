package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bundles of our own and of others, and the specification's schemas: {@code src/test/resources/model-signing/README.md} says from where. */
final class Vectors {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");
    private static final String SCHEMA = "https://model_signing/%s/v1.0/schema";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Stream.of(
                            "bundle", "envelope", "statement", "predicate")
                    .collect(Collectors.toMap(
                            SCHEMA::formatted, name -> text("specification/schemas/" + name + ".schema.json"))))));

    private Vectors() {}

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path model() {
        return path("model.pt");
    }

    static Path path(String name) {
        return FOLDER.resolve(name);
    }

    static SigningKey key(String name) {
        return SigningKey.read(text(name + ".key.pem"), name);
    }

    static TrustedKey trusted(String name) {
        return TrustedKey.read(text(name + ".pub.pem"), name);
    }

    /** The bundles of one kind. */
    static List<String> names(String kind) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the specification's schemas of bundle and envelope say against a text. */
    static List<String> faultsOfBundle(String json) {
        return faults("bundle", json);
    }

    /** What its schemas of statement and predicate say against the payload of a bundle. */
    static List<String> faultsOfStatement(String bundle) {
        return faults("statement", payload(bundle));
    }

    static String payload(String bundle) {
        JsonObject envelope = JsonParser.parseString(bundle).getAsJsonObject().getAsJsonObject("dsseEnvelope");
        String payload = envelope.get("payload").getAsString().replace('-', '+').replace('_', '/');
        return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    private static List<String> faults(String schema, String json) {
        if (json.isBlank()) {
            return List.of("no JSON");
        }
        return SCHEMAS.getSchema(SchemaLocation.of(SCHEMA.formatted(schema))).validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
