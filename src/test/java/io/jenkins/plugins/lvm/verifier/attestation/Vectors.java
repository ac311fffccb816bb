package io.jenkins.plugins.lvm.verifier.attestation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What {@code src/test/python/model_signing_vectors.py} wrote. */
final class Vectors {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "src/test/resources/model-signing");

    private Vectors() {}

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path model() {
        return FOLDER.resolve("model.pt");
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

    /** What the schema of bundles says against a text. */
    static List<String> faultsOfBundle(String json) {
        return faults("bundle.schema.json", json);
    }

    /** What the schema of statements says against the payload of a bundle. */
    static List<String> faultsOfStatement(String bundle) {
        return faults("statement.schema.json", payload(bundle));
    }

    static String payload(String bundle) {
        JsonObject envelope = JsonParser.parseString(bundle).getAsJsonObject().getAsJsonObject("dsseEnvelope");
        String payload = envelope.get("payload").getAsString().replace('-', '+').replace('_', '/');
        return new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    private static List<String> faults(String schema, String json) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(text(schema))
                .validate(json, InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
