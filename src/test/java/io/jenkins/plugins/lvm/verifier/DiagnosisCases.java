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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

    /** The entries of a folder's list of cases. */
    static List<JsonObject> entries(Path folder) {
        try {
            List<JsonObject> entries = new ArrayList<>();
            JsonParser.parseString(Files.readString(folder.resolve("cases.json")))
                    .getAsJsonArray()
                    .forEach(entry -> entries.add(entry.getAsJsonObject()));
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Case> verifyAll(Path folder) {
        List<JsonObject> entries = entries(folder);
        Map<String, Case> found = new HashMap<>();
        // Those that others are held against come first.
        for (boolean held : new boolean[] {false, true}) {
            List<JsonObject> next = entries.stream()
                    .filter(entry -> entry.get("baseline").isJsonNull() != held)
                    .toList();
            sideBySide(next, entry -> verify(folder, entry, found)).forEach(tried -> found.put(tried.name(), tried));
        }
        Map<String, Case> cases = new LinkedHashMap<>();
        entries.forEach(entry -> cases.put(
                entry.get("name").getAsString(), found.get(entry.get("name").getAsString())));
        return Collections.unmodifiableMap(cases);
    }

    /** Verifies cases on all cores, each on one thread, as agents of one machine do. */
    static <T, R> List<R> sideBySide(List<T> cases, Function<T, R> verify) {
        return cases.parallelStream().map(verify).toList();
    }

    private static Case verify(Path folder, JsonObject entry, Map<String, Case> before) {
        String name = entry.get("name").getAsString();
        DataProfile profile = entry.get("baseline").isJsonNull()
                ? null
                : before.get(entry.get("baseline").getAsString()).verification().dataProfile();
        List<Throwable> failures = new ArrayList<>();
        VerificationResult result = run(folder, entry, profile, failures);
        if (!result.report().errors().isEmpty()) {
            throw new AssertionError(
                    name + ": " + result.report().errors(), failures.isEmpty() ? null : failures.get(0));
        }
        return new Case(
                name,
                entry.get("planted").isJsonNull() ? null : entry.get("planted").getAsString(),
                result.report().verifications().get(0));
    }

    /**
     * Verifies one case on the CPU.
     *
     * @param entry of the list of cases
     * @param profile of an earlier verification's data, or null
     * @param failures filled with what went wrong
     */
    static VerificationResult run(Path folder, JsonObject entry, DataProfile profile, List<Throwable> failures) {
        JsonObject request = entry.getAsJsonObject("request").deepCopy();
        request.addProperty("schemaVersion", VerificationRequest.SCHEMA_VERSION);
        request.addProperty("device", "cpu");
        request.addProperty("threads", 1);
        resolve(folder, entry, "data").ifPresent(path -> request.addProperty("data", path));
        resolve(folder, entry, "checkpoint")
                .ifPresent(path -> request.add("checkpoints", GSON.toJsonTree(List.of(path))));
        resolve(folder, request, "predictions").ifPresent(path -> request.addProperty("predictions", path));
        if (request.has("baselines")) {
            for (JsonElement baseline : request.getAsJsonArray("baselines")) {
                JsonObject source = baseline.getAsJsonObject();
                resolve(folder, source, "checkpoint").ifPresent(path -> source.addProperty("checkpoint", path));
            }
        }
        siblings(folder, entry).ifPresent(path -> request.addProperty("siblings", path));
        if (profile != null) {
            request.add("baselineProfile", GSON.toJsonTree(profile));
        }
        return new Verifier(GSON.fromJson(request, VerificationRequest.class)).verify(new Progress() {
            @Override
            public void failure(Throwable details) {
                failures.add(details);
            }
        });
    }

    /** A folder with the checkpoint and what is said to lie beside it; empty where that is nothing. */
    private static Optional<String> siblings(Path folder, JsonObject entry) {
        if (!entry.has("siblings") || entry.getAsJsonArray("siblings").isEmpty()) {
            return Optional.empty();
        }
        List<JsonElement> names =
                new ArrayList<>(entry.getAsJsonArray("siblings").asList());
        names.add(entry.get("checkpoint"));
        try {
            Path run = Files.createDirectories(folder.resolve(entry.get("name").getAsString() + "_run"));
            for (JsonElement name : names) {
                Files.copy(
                        folder.resolve(name.getAsString()),
                        run.resolve(name.getAsString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return Optional.of(run.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> resolve(Path folder, JsonObject holder, String key) {
        return Optional.ofNullable(holder.get(key))
                .filter(JsonElement::isJsonPrimitive)
                .map(file -> folder.resolve(file.getAsString()).toString());
    }
}
