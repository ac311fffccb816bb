package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.checkpoint.Tensor;
import io.jenkins.plugins.lvm.verifier.checkpoint.WeightHealth;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import io.jenkins.plugins.lvm.verifier.trainer.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.trainer.Claims;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that is being verified, with all that does not depend on the device.
 *
 * @param chosen which of its state dicts judges
 * @param health of each tensor of floating point numbers, by name
 * @param convention how its trainer validates
 * @param split rows to validate on
 * @param hints what the weights do not show of the model
 * @param selection the forward definitions that are run
 * @param openSeconds wall time of opening it
 */
public record OpenCheckpoint(
        Checkpoint checkpoint,
        ChosenWeights chosen,
        Map<String, WeightHealth> health,
        Convention convention,
        ChosenSplit split,
        ModelHints hints,
        ForwardSelection selection,
        double openSeconds)
        implements AutoCloseable {

    /**
     * Opens a file, and chooses rows and forward definitions.
     *
     * @throws VerifierException if it is not a checkpoint, or nothing fits its weights
     */
    public static OpenCheckpoint open(
            String path, VerificationRequest request, EvaluationData data, SplitChooser splits, Progress progress) {
        Stopwatch opening = new Stopwatch();
        Checkpoint checkpoint = CheckpointReader.open(Path.of(path));
        try {
            if (request.wholeFolders() && !checkpoint.parts().isEmpty()) {
                // What cannot be attested is not worth measuring.
                ModelFiles.in(Path.of(path), List.of());
            }
            Checkpoint claiming = checkpoint.claiming(request.claim(), request.metricEntry());
            ChosenWeights chosen = ChosenWeights.of(checkpoint, request);
            StateDict state = chosen.state();
            Convention trainers =
                    Trainer.conventionFor(CheckpointRecord.evidence(checkpoint, state, data.trainersFindArticles()));
            Convention convention = request.claimBatch() > 0
                    ? trainers.ofBatches(request.claimBatch())
                    : request.claim() == null ? trainers : trainers.ofGivenClaim();
            ChosenSplit split = splits.choose(convention);
            progress.note(split.description().name() + " split, " + split.rows().size() + " rows");
            ModelHints hints = CheckpointRecord.hints(
                            checkpoint, data.sequences().contextLength())
                    .reading(RowsOfGraph.of(data.sequences()));
            ForwardSelection selection = ForwardSelection.of(request, chosen.judging(), hints);
            requireWidth(checkpoint, selection.judging(), data.sequences());
            requireComparable(checkpoint, convention, data.sequences());
            noteOtherWeights(checkpoint, chosen, progress);
            state.notes().forEach(progress::note);
            selection.judging().notes().forEach(progress::note);
            return new OpenCheckpoint(
                    claiming, chosen, health(state), convention, split, hints, selection, opening.total());
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /**
     * Holds the width of a model's vectors against that of the data's.
     *
     * @throws VerifierException if they differ
     */
    public static void requireWidth(Checkpoint checkpoint, FittingDefinition definition, SequenceData data) {
        if (definition.vectorDim() != data.dimension()) {
            throw VerifierException.unreadable(
                    checkpoint.path() + " predicts vectors of " + definition.vectorDim() + " components, but those in "
                            + data.arrays().path() + " have " + data.dimension() + ".",
                    "Name the data that the model was trained on.");
        }
    }

    private static void requireComparable(Checkpoint checkpoint, Convention convention, SequenceData data) {
        if (data.packed().isPresent() && convention.space() != Space.COSINE) {
            throw VerifierException.unreadable(
                    checkpoint.path() + " claims a number about contexts of vectors, and the data gives other inputs.",
                    "Name the data that the model was trained on.");
        }
    }

    /**
     * What its claim compares, on a device; whoever asks closes it.
     *
     * @throws VerifierException if no definition fits what its targets go through
     */
    public ComparedVectors compared(SequenceData data, TorchDevice device) {
        return ComparedSpaces.of(checkpoint, convention, data, device);
    }

    private static void noteOtherWeights(Checkpoint checkpoint, ChosenWeights chosen, Progress progress) {
        List<String> others = checkpoint.otherStateDicts().stream()
                .filter(key ->
                        !chosen.others().containsKey(key) && !chosen.name().equals(key))
                .toList();
        if (!others.isEmpty()) {
            progress.note("The checkpoint holds other tensors under " + String.join(", ", others)
                    + ", which are not verified.");
        }
    }

    /** The same with other forward definitions; closing one closes both. */
    public OpenCheckpoint with(ForwardSelection other) {
        return new OpenCheckpoint(checkpoint, chosen, health, convention, split, hints, other, openSeconds);
    }

    /** The same as if it claimed nothing; closing one closes both. */
    public OpenCheckpoint withoutClaim() {
        return new OpenCheckpoint(
                checkpoint.withoutClaim(), chosen, health, convention, split, hints, selection, openSeconds);
    }

    /** The same on other rows; closing one closes both. */
    public OpenCheckpoint on(ChosenSplit other) {
        return new OpenCheckpoint(checkpoint, chosen, health, convention, other, hints, selection, openSeconds);
    }

    private static Map<String, WeightHealth> health(StateDict state) {
        Map<String, WeightHealth> health = new LinkedHashMap<>();
        for (String name : state.names()) {
            Tensor tensor = state.tensor(name);
            if (tensor.dtype().isFloating()) {
                health.put(name, tensor.health());
            }
        }
        return health;
    }

    /** The tensors that are verified. */
    public StateDict state() {
        return chosen.state();
    }

    /** The tensors that are verified, as forward definitions see them. */
    public StateDictWeights weights() {
        return chosen.judging();
    }

    /** What the file says that it reached; null if it says nothing. */
    public @Nullable StatedMetric stated() {
        return checkpoint.claim().orElse(null);
    }

    /** What it claims; null if it states nothing. */
    public @Nullable Claim claim() {
        return Claims.claim(stated(), convention);
    }

    /** The number that it claims; null without one that is recomputed. */
    public @Nullable Double claimed() {
        return Claim.recomputed(claim());
    }

    /** Which mean the claim is. */
    public MeanKind kind() {
        Claim claim = claim();
        return claim == null ? MeanKind.SAMPLE_MEAN : claim.kind();
    }

    /** Rows in a batch of the trainer's validation. */
    public int batch() {
        return convention.batchSize();
    }

    /** Share of the weights that are zero or not finite, 0..1. */
    public double deadShare() {
        return health.values().stream()
                .reduce(WeightHealth::plus)
                .map(WeightHealth::deadShare)
                .orElse(0.0);
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
