package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder as Hugging Face's libraries save a model: {@code model.safetensors} or {@code pytorch_model.bin}, or shards of one of them
 * with an index that says which tensor is where; beside it {@code config.json} and what a trainer noted. Only these names are read. A
 * folder that holds a model twice is refused, since libraries choose differently, and so is an index that shards contradict.
 */
final class ModelFolder {
    private static final String SAFETENSORS = "model.safetensors";
    private static final String PICKLED = "pytorch_model.bin";
    private static final String INDEX = ".index.json";
    private static final List<String> MODELS = List.of(SAFETENSORS, SAFETENSORS + INDEX, PICKLED, PICKLED + INDEX);
    private static final String ADAPTER = "adapter_model.safetensors";
    private static final String CONFIG = "config.json";
    private static final String TRAINER_STATE = "trainer_state.json";
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}\\.(?:safetensors|bin)");
    private static final int MOST_SHARDS = 1000;

    private final Path folder;
    private final ReadLimits limits;
    private final Map<String, VerifiedFile> files = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private ModelFolder(Path folder, ReadLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** Whether a folder holds a model, or part of one. */
    static boolean isModel(Path folder) {
        return Files.isDirectory(folder)
                && (MODELS.stream().anyMatch(name -> Files.exists(folder.resolve(name)))
                        || Files.exists(folder.resolve(ADAPTER)));
    }

    /**
     * Opens a folder that holds a model. The caller closes the checkpoint.
     *
     * @throws VerifierException if a file is missing, damaged or refused, or leaves a choice
     */
    static Checkpoint open(Path folder, ReadLimits limits) {
        ModelFolder model = new ModelFolder(folder, limits);
        boolean opened = false;
        try {
            Checkpoint checkpoint = model.read();
            opened = true;
            return checkpoint;
        } catch (IOException e) {
            throw FileSource.unreadable(folder, e);
        } finally {
            if (!opened) {
                model.files.values().forEach(VerifiedFile::close);
            }
        }
    }

    private Checkpoint read() throws IOException {
        List<String> models = MODELS.stream()
                .filter(name -> Files.exists(folder.resolve(name)))
                .toList();
        if (models.isEmpty()) {
            throw refused(
                    "holds an adapter without the model that it changes.",
                    "Merge it into its model before saving: merge_and_unload().");
        }
        if (models.size() > 1) {
            throw refused(
                    "holds both " + models.get(0) + " and " + models.get(1) + ", so that two readers find two models.",
                    "Keep one of them, or name the file itself.");
        }
        String model = models.get(0);
        if (model.endsWith(INDEX)) {
            readShards(model);
        } else {
            readShard(model);
        }
        readNotes(CONFIG, "model_config");
        readNotes(TRAINER_STATE, "trainer_state");
        CheckpointFiles all = CheckpointFiles.inFolder(folder, files);
        all.sha256(); // of these bytes, and of those that are read from now on
        String format = (model.startsWith(SAFETENSORS) ? "safetensors" : "PyTorch zip") + " in a folder";
        return new Checkpoint(all, format, metadata, tensors, limits);
    }

    private VerifiedFile open(String name) {
        VerifiedFile file = VerifiedFile.open(folder.resolve(name), "a file");
        files.put(name, file);
        return file;
    }

    private void readShards(String index) throws IOException {
        if (!(json(open(index)) instanceof Map<?, ?> root) || !(root.get("weight_map") instanceof Map<?, ?> places)) {
            throw refused("holds an index without a weight_map, which says where tensors are.", null);
        }
        Set<String> shards = new LinkedHashSet<>();
        for (Object place : places.values()) {
            if (!(place instanceof String name) || !SHARD.matcher(name).matches()) {
                throw refused(
                        "holds an index that names "
                                + (place instanceof String name
                                        ? FileErrors.printable(name)
                                        : "something else than a file")
                                + " as a shard.",
                        "Shards are files of the same folder.");
            }
            shards.add(name);
        }
        if (shards.isEmpty() || shards.size() > MOST_SHARDS) {
            throw refused("holds an index of " + shards.size() + " shards; up to " + MOST_SHARDS + " are read.", null);
        }
        for (String shard : shards) {
            for (String tensor : readShard(shard)) {
                if (!shard.equals(places.get(tensor))) {
                    throw refused(
                            "holds an index that shards contradict: " + FileErrors.printable(tensor) + " is in " + shard
                                    + ".",
                            "Save the model again.");
                }
            }
        }
        for (Object tensor : places.keySet()) {
            if (!tensors.containsKey(tensor)) {
                throw refused(
                        "holds an index that shards contradict: " + FileErrors.printable((String) tensor)
                                + " is in none of them.",
                        "Save the model again.");
            }
        }
    }

    /** Adds the tensors of a file; returns their names. */
    private Set<String> readShard(String name) throws IOException {
        VerifiedFile file = open(name);
        Map<String, Tensor> found = new LinkedHashMap<>();
        if (name.endsWith(".safetensors")) {
            SafetensorsFile safetensors = SafetensorsFile.read(file, limits);
            found.putAll(safetensors.tensors());
            safetensors.metadata().forEach(this::note);
        } else if (TorchZip.read(file, limits) instanceof Map<?, ?> root) {
            root.forEach((key, value) -> {
                if (!(value instanceof Tensor tensor)) {
                    throw file.refused(
                            "holds something else than tensors at its top, where a model folder has nothing else.");
                }
                found.put((String) key, tensor);
            });
        }
        found.forEach((key, tensor) -> {
            if (tensors.put(key, tensor) != null) {
                throw refused(
                        "holds the tensor " + FileErrors.printable(key) + " in two shards.", "Save the model again.");
            }
        });
        return found.keySet();
    }

    /** What one file says of the model; another one must not say otherwise. */
    private void note(String key, @Nullable Object value) {
        if (metadata.containsKey(key) && !Objects.equals(metadata.get(key), value)) {
            throw refused(
                    "holds files that say different things of " + FileErrors.printable(key) + ".",
                    "Save the model again.");
        }
        metadata.put(key, value);
    }

    private void readNotes(String name, String key) throws IOException {
        if (Files.exists(folder.resolve(name))) {
            VerifiedFile file = open(name);
            if (!(json(file) instanceof Map<?, ?> notes)) {
                throw file.refused("is not a JSON object.");
            }
            note(key, notes);
        }
    }

    private @Nullable Object json(VerifiedFile file) throws IOException {
        if (file.size() > limits.headerBytes()) {
            throw file.refused("has " + file.size() + " bytes, which is beyond the limit of " + limits.headerBytes()
                    + " for JSON.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.read(0, (int) file.size())))
                    .toString();
            return new JsonValues(limits, file).read(text);
        } catch (IOException e) {
            throw file.refused("is damaged: its JSON cannot be understood, or a name occurs in it twice.");
        }
    }

    private VerifierException refused(String predicate, @Nullable String hint) {
        return VerifierException.unreadable(folder + " " + predicate, hint);
    }
}
