package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.checkpoint.Tensor;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ColumnLookup;
import io.jenkins.plugins.lvm.verifier.dataset.DataFiles;
import io.jenkins.plugins.lvm.verifier.dataset.OtherArrays;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.KnownArchitectures;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import io.jenkins.plugins.lvm.verifier.trainer.TrainerSettings;
import io.jenkins.plugins.lvm.verifier.trainer.TrainingEvidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells what is in a checkpoint or an npz, without running any model. Values are plain: maps, lists, strings, numbers. */
public final class Inspection {
    private Inspection() {}

    /**
     * Inspects a file; what ends in {@code .npz}, a folder of arrays and a safetensors file of sequences are data, everything else is a
     * checkpoint.
     *
     * @throws VerifierException if it cannot be read
     */
    public static Map<String, Object> of(final Path file) {
        boolean isData = file.toString().toLowerCase(Locale.ROOT).endsWith(".npz")
                || DataFiles.isFolderOfArrays(file)
                || DataFiles.isFileOfSequences(file);
        return isData ? data(file) : checkpoint(file);
    }

    private static Map<String, Object> checkpoint(final Path file) {
        try (Checkpoint checkpoint = CheckpointReader.open(file)) {
            final StateDict state = checkpoint.stateDict();
            final Map<String, Object> found = new LinkedHashMap<>();
            found.put("kind", "checkpoint");
            found.put("path", file.toString());
            found.put("format", checkpoint.format());
            found.put("sizeBytes", checkpoint.sizeBytes());
            found.put("sha256", checkpoint.sha256());
            found.put(
                    "keys",
                    checkpoint.topLevelKeys().equals(state.names())
                            ? List.of()
                            : List.copyOf(checkpoint.topLevelKeys()));
            found.put("otherStateDicts", checkpoint.otherStateDicts());
            found.put("declaredType", checkpoint.declaredType().orElse(null));
            found.put(
                    "claims",
                    checkpoint.statedMetrics().stream().map(Inspection::claim).toList());
            found.put("epoch", checkpoint.metadata().get("epoch") instanceof Number epoch ? epoch : null);
            final Convention convention = Trainer.conventionFor(new TrainingEvidence(
                    checkpoint.topLevelKeys(), checkpoint.args(), checkpoint.config(), state.names(), true));
            found.put("trainer", convention.trainer().scripts());
            found.put("claimKind", convention.kind().name());
            found.put("claimUnsupported", convention.needs());
            found.put("split", convention.split().reason());
            found.put(
                    "looksLike", KnownArchitectures.architecture(state.names()).orElse(null));
            addForwardDefinitions(found, checkpoint, state);
            found.put("parameterCount", state.parameterCount());
            found.put(
                    "tensors",
                    state.names().stream()
                            .map(name -> tensor(name, state.tensor(name)))
                            .toList());
            found.put("args", checkpoint.args());
            found.put("modelConfig", checkpoint.modelConfig());
            return found;
        }
    }

    private static void addForwardDefinitions(
            final Map<String, Object> found, final Checkpoint checkpoint, final StateDict state) {
        final ModelHints hints = new ModelHints(
                checkpoint.declaredType().orElse(null),
                TrainerSettings.heads(checkpoint.modelConfig(), checkpoint.args()),
                TrainerSettings.chunkSize(checkpoint.modelConfig(), checkpoint.args(), null),
                TrainerSettings.numbers(checkpoint.modelConfig(), checkpoint.args(), checkpoint.config()),
                TrainerSettings.positionalScale(checkpoint.args()),
                null,
                null);
        try {
            found.put(
                    "forwardDefinitions",
                    ForwardDefinitions.fitting(new StateDictWeights(state), hints).stream()
                            .map(Inspection::definition)
                            .toList());
        } catch (final VerifierException e) {
            found.put("forwardDefinitions", List.of());
            found.put("misfit", e.getMessage());
        }
    }

    private static Map<String, Object> claim(final StatedMetric stated) {
        final Map<String, Object> claim = new LinkedHashMap<>();
        claim.put("metric", stated.metric());
        claim.put("source", stated.source());
        claim.put("value", stated.value());
        claim.put("problem", stated.problem());
        return claim;
    }

    private static Map<String, Object> definition(final FittingDefinition fitting) {
        final Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("name", fitting.name());
        definition.put("residual", fitting.residual());
        definition.put("heads", fitting.heads());
        definition.put("chunkSize", fitting.chunkSize());
        definition.put("inputDim", fitting.inputDim());
        definition.put("positionalScale", fitting.positionalScale());
        definition.put("contextLength", fitting.contextLengths().toString());
        definition.put("notes", fitting.notes());
        return definition;
    }

    private static Map<String, Object> tensor(final String name, final Tensor tensor) {
        final Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("dtype", tensor.dtype().toString());
        shown.put("shape", Arrays.stream(tensor.shape()).boxed().toList());
        return shown;
    }

    private static Map<String, Object> data(final Path file) {
        final Map<String, Object> found = new LinkedHashMap<>();
        found.put("kind", "data");
        found.put("path", file.toString());
        try (ArrayFile arrays = DataFiles.open(file)) {
            found.put("fingerprint", arrays.fingerprint());
            List<Map<String, Object>> shown = new ArrayList<>();
            arrays.keys().forEach(key -> arrays.array(key).ifPresent(array -> shown.add(array(array))));
            found.put("arrays", shown);
            Optional<OtherArrays> others = OtherArrays.in(arrays);
            if (others.isPresent()) {
                addOthers(found, others.get());
                return found;
            }
        }
        try (SequenceData data = SequenceData.open(file)) {
            found.put("sequences", data.sequences());
            found.put("contextLength", data.contextLength());
            found.put("dimension", data.dimension());
            found.put("contexts", data.keys().get(0));
            found.put("targets", data.keys().get(1));
            final ColumnLookup articles = data.articles();
            found.put(
                    "articles",
                    articles.column()
                            .map(column -> (Object) column.distinct().length)
                            .orElse(null));
            found.put(
                    "articlesFrom",
                    articles.column().map(column -> column.source()).orElse(null));
            found.put("articlesAbsent", articles.absence());
        } catch (final VerifierException e) {
            found.put("unusable", e.getMessage());
        }
        return found;
    }

    /** What somebody's own model may read and predict, and the options that say so. */
    private static void addOthers(Map<String, Object> found, OtherArrays others) {
        found.put("asContexts", others.misfit());
        found.put("rows", others.rows());
        found.put("mayBeInputs", others.inputs());
        found.put("mayBeTargets", others.targets());
        found.put(
                "options",
                "--contexts-key NAME for the one array that the model reads, or --input NAME=KEY for each input of its ONNX graph"
                        + " (--forward-onnx); --targets-key NAME for what it predicts; see docs/onnx.md");
    }

    private static Map<String, Object> array(final NamedArray array) {
        final Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", array.key());
        shown.put("type", array.header().describe());
        shown.put("storage", array.deflated() ? "deflated" : "stored");
        shown.put("bytes", array.bytes());
        shown.put("bytesInFile", array.bytesInFile());
        return shown;
    }
}
