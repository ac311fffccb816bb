package io.jenkins.plugins.lvm.verifier.recorded;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.SharedSamples;
import io.jenkins.plugins.lvm.verifier.DiagnosisCases;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Files of one origin, and what is done with them. */
public enum RecordedGroup {
    /** The committed examples, in {@code requests/examples.json}. */
    EXAMPLES(false) {
        @Override
        Path folder() {
            return Path.of("examples");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            requests("examples", "sequences.npz", runs);
            inspectAll(folder, runs, ".pt", ".npz");
        }
    },
    /** Checkpoints of one training run, held out rows and baselines, in {@code requests/gates.json}. */
    GATES(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("gates_fixtures.py", "gates");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            requests("gates", "train.npz", runs);
            inspectAll(folder, runs, ".pt", ".npz");
        }
    },
    /** Checkpoints with a planted defect, and healthy ones; verified once for all tests. */
    DIAGNOSIS(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("diagnosis_fixtures.py", "diagnosis");
        }

        @Override
        void run(Path folder, RecordedRuns runs) {
            DiagnosisCases.all()
                    .forEach((name, planted) ->
                            runs.keep(name, JsonParser.parseString(ContractJson.render(planted.verification()))));
        }
    },
    /** One checkpoint of every trainer and definition, in full size. */
    TRAINERS(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("fixtures.py", "fixtures");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            for (Map.Entry<String, JsonElement> entry : JsonParser.parseString(
                            Files.readString(folder.resolve("expected.json")))
                    .getAsJsonObject()
                    .getAsJsonObject("checkpoints")
                    .entrySet()) {
                JsonObject checkpoint = entry.getValue().getAsJsonObject();
                JsonObject request = new JsonObject();
                request.add("checkpoints", listOf(checkpoint.get("file")));
                request.addProperty("data", checkpoint.get("data").getAsString() + ".npz");
                runs.verify(entry.getKey(), request);
            }
            inspectAll(folder, runs, ".pt", ".npz");
        }
    },
    /** The causal alignment by itself and within a verification. */
    ALIGNMENT(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("alignment_fixtures.py", "alignment");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            for (JsonElement element : array(folder.resolve("cases.json"))) {
                JsonObject wanted = element.getAsJsonObject();
                List<String> articles = new ArrayList<>();
                wanted.getAsJsonArray("articles").forEach(file -> articles.add(file.getAsString()));
                String checkpoint = wanted.get("checkpoint").getAsString();
                String data = wanted.get("data").getAsString();
                String elsewhere = wanted.get("ood").isJsonNull()
                        ? null
                        : wanted.get("ood").getAsString();
                runs.align(
                        checkpoint + " on " + data + " and " + elsewhere + " with " + String.join(", ", articles),
                        checkpoint,
                        data,
                        elsewhere,
                        articles,
                        "--max-samples=" + wanted.get("samples").getAsInt(),
                        "--horizon=" + wanted.get("horizon").getAsInt());
                if (!articles.isEmpty()) {
                    JsonObject request = new JsonObject();
                    request.add("checkpoints", listOf(wanted.get("checkpoint")));
                    request.add("data", wanted.get("data"));
                    request.add("articles", wanted.get("articles"));
                    request.addProperty("alignment", true);
                    runs.verify(
                            checkpoint + " on " + data + " with " + String.join(", ", articles) + elsewhere, request);
                }
            }
        }
    },
    /** Checkpoints that the trainers' own classes wrote; they lie beside some checkouts. */
    LAYOUTS(false) {
        @Override
        Path folder() {
            return SharedSamples.layouts();
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            requests("layouts", "ctx5_16.npz", runs);
            inspectAll(folder, runs, ".pt", ".npz");
        }
    },
    /** Files that the reader has to understand or refuse: not verified, since few hold a model. */
    CHECKPOINTS(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("checkpoint_fixtures.py", "checkpoint");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            inspectAll(folder, runs, ".pt", ".safetensors");
        }
    },
    /** Data in every form that is read or refused. */
    DATA(true) {
        @Override
        Path folder() {
            return PythonFixtures.run("dataset_fixtures.py", "dataset");
        }

        @Override
        void run(Path folder, RecordedRuns runs) throws IOException {
            inspectAll(folder, runs, ".npz");
        }
    };

    /** Where requests and reports are kept. */
    private static final Path RECORDED = Path.of("src/test/resources/recorded-reports");

    private final boolean generated;

    RecordedGroup(boolean generated) {
        this.generated = generated;
    }

    /** Where the files lie; skips the calling test where they cannot be had. */
    abstract Path folder();

    abstract void run(Path folder, RecordedRuns runs) throws IOException;

    /** Whether torch makes the files on each machine, so that their bits may differ. */
    public boolean isGenerated() {
        return generated;
    }

    /** The recorded reports. */
    public Path recorded() {
        return RECORDED.resolve(name().toLowerCase(Locale.ROOT) + ".json");
    }

    /**
     * What the code of today makes of the files.
     *
     * @param scratch an empty folder
     */
    public JsonObject reports(Path scratch) throws IOException {
        Path folder = folder();
        RecordedRuns runs = new RecordedRuns(folder, generated, scratch);
        run(folder, runs);
        return runs.results();
    }

    private static void requests(String file, String data, RecordedRuns runs) throws IOException {
        for (JsonElement element : array(RECORDED.resolve("requests").resolve(file + ".json"))) {
            JsonObject request = element.getAsJsonObject();
            String name = request.remove("name").getAsString();
            if (!request.has("data")) {
                request.addProperty("data", data);
            }
            runs.verify(name, request);
        }
    }

    private static void inspectAll(Path folder, RecordedRuns runs, String... endings) throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> Stream.of(endings).anyMatch(name::endsWith))
                    .sorted()
                    .toList();
        }
        names.forEach(runs::inspect);
    }

    private static JsonArray array(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonArray();
    }

    private static JsonArray listOf(JsonElement only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }
}
