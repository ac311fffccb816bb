package io.jenkins.plugins.lvm.verifier.recorded;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands on the files of one folder, and keeps what each gives in the form in which it is recorded. */
final class RecordedRuns {
    private static final List<String> PATHS = List.of("data", "predictions", "heldOut", "checkpoint");
    private static final List<String> LISTS_OF_PATHS = List.of("checkpoints", "articles");

    private final Path folder;
    private final Path scratch;
    private final RecordedForm form;
    private final JsonObject results = new JsonObject();
    private final Map<String, Path> reports = new HashMap<>();

    /**
     * @param folder where the files lie
     * @param generated whether torch made them on this machine
     * @param scratch an empty folder
     */
    RecordedRuns(Path folder, boolean generated, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
        this.form = new RecordedForm(folder, generated);
    }

    /** What was found, by name, in the order of the runs. */
    JsonObject results() {
        return results;
    }

    /**
     * Verifies as the Jenkins step does.
     *
     * @param request the fields of a request that are to be set; paths are those in the folder, and a baseline's report is the name
     *     of an earlier run
     */
    void verify(String name, JsonObject request) throws IOException {
        JsonObject complete = inFolder(request);
        complete.addProperty("schemaVersion", VerificationRequest.SCHEMA_VERSION);
        complete.addProperty("device", "cpu");
        complete.addProperty("threads", 1);
        Path control = Files.createDirectory(scratch.resolve("run-" + reports.size()));
        Files.writeString(control.resolve("request.json"), complete.toString());
        Outcome outcome = InProcess.lvmVerify("agent", "--control", control.toString());
        Path report = control.resolve("report.json");
        reports.put(name, report);
        keep(name, outcome, JsonParser.parseString(Files.readString(report)))
                .add("cosines", RecordedForm.sums(Files.readAllBytes(control.resolve("cosines.f32"))));
    }

    /** Tells what is in a file of the folder. */
    void inspect(String file) {
        Outcome outcome =
                InProcess.lvmVerify("inspect", "--json", folder.resolve(file).toString());
        keep(
                "inspect " + file,
                outcome,
                outcome.exitCode() == 0
                        ? JsonParser.parseString(outcome.out())
                        : new JsonPrimitive(outcome.err().strip()));
    }

    /** Tests the causal alignment by itself; paths are those in the folder. */
    void align(String name, String checkpoint, String data, String elsewhere, List<String> articles, String... more)
            throws IOException {
        Path report = scratch.resolve("alignment-" + results.size() + ".json");
        List<String> arguments = new ArrayList<>(List.of(
                "align",
                "--device=cpu",
                "--threads=1",
                "--checkpoint=" + folder.resolve(checkpoint),
                "--data=" + folder.resolve(data),
                "--report=" + report));
        if (elsewhere != null) {
            arguments.add("--ood=" + folder.resolve(elsewhere));
        }
        arguments.addAll(List.of(more));
        if (!articles.isEmpty()) {
            arguments.add("--articles");
            articles.forEach(file -> arguments.add(folder.resolve(file).toString()));
        }
        Outcome outcome = InProcess.lvmVerify(arguments.toArray(String[]::new));
        keep(
                name,
                outcome,
                Files.exists(report)
                        ? JsonParser.parseString(Files.readString(report))
                        : new JsonPrimitive(outcome.err().strip()));
    }

    /** Keeps what was verified elsewhere. */
    void keep(String name, JsonElement verification) {
        JsonObject result = new JsonObject();
        result.add("verification", form.of(name, verification));
        put(name, result);
    }

    private JsonObject keep(String name, Outcome outcome, JsonElement report) {
        JsonObject result = new JsonObject();
        result.addProperty("exitCode", outcome.exitCode());
        result.add("report", form.of(name, report));
        put(name, result);
        return result;
    }

    private void put(String name, JsonObject result) {
        if (results.has(name)) {
            throw new IllegalArgumentException("Two runs are named " + name + ".");
        }
        results.add(name, result);
    }

    private JsonObject inFolder(JsonObject request) {
        JsonObject absolute = request.deepCopy();
        PATHS.stream()
                .filter(absolute::has)
                .filter(name -> absolute.get(name).isJsonPrimitive())
                .forEach(name -> absolute.add(name, inFolder(absolute.get(name))));
        LISTS_OF_PATHS.stream().filter(absolute::has).forEach(name -> {
            JsonArray files = new JsonArray();
            absolute.getAsJsonArray(name).forEach(file -> files.add(inFolder(file)));
            absolute.add(name, files);
        });
        if (absolute.has("baselines")) {
            JsonArray sources = new JsonArray();
            absolute.getAsJsonArray("baselines").forEach(source -> sources.add(baseline(source.getAsJsonObject())));
            absolute.add("baselines", sources);
        }
        return absolute;
    }

    private JsonObject baseline(JsonObject source) {
        JsonObject absolute = inFolder(source);
        if (source.has("report")) {
            absolute.addProperty(
                    "report", reports.get(source.get("report").getAsString()).toString());
        }
        return absolute;
    }

    private JsonPrimitive inFolder(JsonElement file) {
        return new JsonPrimitive(folder.resolve(file.getAsString()).toString());
    }
}
