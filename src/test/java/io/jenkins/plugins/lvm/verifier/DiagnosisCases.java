package io.jenkins.plugins.lvm.verifier;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checkpoints that real torch made to have, or not to have, one defect, and what the verifier says of each. */
public final class DiagnosisCases {
    private static final Gson GSON = new Gson();

    private DiagnosisCases() {}

    /**
     * A checkpoint verified.
     *
     * @param name its name
     * @param planted code of the finding that has to come first; null for a healthy one
     */
    public record Case(String name, String planted, Verification verification) {

        List<String> codes() {
            return verification.findings().stream().map(Finding::code).toList();
        }

        /** The first finding's code, or null; that half precision is not exact is no finding. */
        String first() {
            return codes().stream()
                    .filter(code -> !code.equals("LOW_PRECISION_DEVICE"))
                    .findFirst()
                    .orElse(null);
        }

        Finding finding() {
            return verification.findings().get(0);
        }
    }

    /** All of them; verified once per process. */
    public static Map<String, Case> all() {
        return Holder.CASES;
    }

    private static final class Holder {
        static final Map<String, Case> CASES = verifyAll(PythonFixtures.run("diagnosis_fixtures.py", "diagnosis"));
    }

    private static Map<String, Case> verifyAll(final Path folder) {
        try {
            final Map<String, Case> cases = new LinkedHashMap<>();
            for (final JsonElement entry : JsonParser.parseString(Files.readString(folder.resolve("cases.json")))
                    .getAsJsonArray()) {
                final Case verified = verify(folder, entry.getAsJsonObject(), cases);
                cases.put(verified.name(), verified);
            }
            return Collections.unmodifiableMap(cases);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case verify(final Path folder, final JsonObject entry, final Map<String, Case> before) {
        final String name = entry.get("name").getAsString();
        final JsonObject request = entry.getAsJsonObject("request").deepCopy();
        request.addProperty("schemaVersion", VerificationRequest.SCHEMA_VERSION);
        request.addProperty("device", "cpu");
        request.addProperty("threads", 1);
        request.addProperty(
                "data", folder.resolve(entry.get("data").getAsString()).toString());
        request.add(
                "checkpoints",
                GSON.toJsonTree(List.of(
                        folder.resolve(entry.get("checkpoint").getAsString()).toString())));
        if (request.has("predictions")) {
            request.addProperty(
                    "predictions",
                    folder.resolve(request.get("predictions").getAsString()).toString());
        }
        if (!entry.get("baseline").isJsonNull()) {
            final DataProfile profile = before.get(entry.get("baseline").getAsString())
                    .verification()
                    .dataProfile();
            request.add("baselineProfile", GSON.toJsonTree(profile));
        }
        final List<Throwable> failures = new ArrayList<>();
        final VerificationResult result = new Verifier(GSON.fromJson(request, VerificationRequest.class))
                .verify(new Progress() {
                    @Override
                    public void failure(final Throwable details) {
                        failures.add(details);
                    }
                });
        if (!result.report().errors().isEmpty()) {
            throw new AssertionError(
                    name + ": " + result.report().errors(), failures.isEmpty() ? null : failures.get(0));
        }
        return new Case(
                name,
                entry.get("planted").isJsonNull() ? null : entry.get("planted").getAsString(),
                result.report().verifications().get(0));
    }
}
