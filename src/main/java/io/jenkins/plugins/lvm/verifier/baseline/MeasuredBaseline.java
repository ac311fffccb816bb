package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.contract.BaselineBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedSpaces;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import io.jenkins.plugins.lvm.verifier.trainer.Claims;
import io.jenkins.plugins.lvm.verifier.trainer.Convention;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A baseline checkpoint, measured in the same pass on the same rows. */
public final class MeasuredBaseline implements BaselineRun {
    private final EvaluationData data;
    private final Checkpoint checkpoint;
    private final StateDictWeights weights;
    private final TorchDevice device;
    private final String name;
    private final CheckpointFile file;
    private final Configuration configuration;
    private final Convention convention;
    private final @Nullable Claim claim;
    private final FittingDefinition definition;
    private final ForwardPass forward;
    private final ComparedVectors compared;

    /**
     * Opens the checkpoint, and finds the definition that is to be run.
     *
     * @param request says which definition is to judge
     * @throws VerifierException if it cannot be read, or no definition fits it
     */
    public MeasuredBaseline(
            EvaluationData data, BaselineSource source, VerificationRequest request, TorchDevice device) {
        this.data = data;
        String path = Objects.requireNonNull(source.checkpoint(), "What is measured is a file.");
        this.name = source.name() == null ? path : source.name();
        this.device = device;
        this.checkpoint = opened(path);
        try {
            StateDict state = checkpoint.stateDict();
            file = new CheckpointFile(path, checkpoint.sha256(), checkpoint.sizeBytes(), checkpoint.parts(), null);
            configuration = CheckpointRecord.configuration(checkpoint, state);
            convention =
                    Trainer.conventionFor(CheckpointRecord.evidence(checkpoint, state, data.trainersFindArticles()));
            claim = Claims.claim(checkpoint.claim().orElse(null), convention);
            weights = new StateDictWeights(state);
            definition = definition(
                    weights, CheckpointRecord.hints(checkpoint, data.sequences().contextLength()), request);
            OpenCheckpoint.requireWidth(checkpoint, definition, data.sequences());
            compared = ComparedSpaces.of(checkpoint, convention, data.sequences(), device);
            forward = ForwardPass.verified(List.of(definition), weights, device);
        } catch (VerifierException e) {
            checkpoint.close();
            throw ofBaseline(e);
        } catch (RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    private static Checkpoint opened(String path) {
        try {
            return CheckpointReader.open(Path.of(path));
        } catch (VerifierException e) {
            throw ofBaseline(e);
        }
    }

    private static VerifierException ofBaseline(VerifierException e) {
        return new VerifierException(e.reason(), "The baseline: " + e.getMessage(), e.ownHint(), e);
    }

    /** The definition asked for where it fits the baseline too, else its trainer's. */
    private static FittingDefinition definition(
            StateDictWeights weights, ModelHints hints, VerificationRequest request) {
        String askedFor = request.forward();
        if (request.forwardOnnx() != null) {
            return ForwardSelection.of(request, weights, hints).judging();
        }
        List<FittingDefinition> fitting = ForwardDefinitions.fitting(weights, hints);
        return fitting.stream()
                .filter(fits -> fits.name().equals(askedFor))
                .findFirst()
                .orElse(fitting.get(0));
    }

    @Override
    public ForwardPass forward() {
        return forward;
    }

    @Override
    public ComparedVectors compared() {
        return compared;
    }

    @Override
    public WatchedDefinition watched(ValidationRows rows, TorchDevice cpu) {
        return new WatchedDefinition(definition, weights, data.sequences(), rows, device, cpu).comparing(compared);
    }

    @Override
    public Space space() {
        return convention.space();
    }

    @Override
    public OptionalDouble storedMean() {
        return OptionalDouble.empty();
    }

    @Override
    public Baseline compare(Ours ours) {
        DefinitionScores theirs =
                Objects.requireNonNull(ours.pass(), "It was run in a pass.").scores(definition, ours.rows());
        int[] clusters = data.groups().clusters(ours.rows());
        OfMetric metric = ours.metric();
        return new BaselineBuilder()
                .name(name)
                .checkpoint(file)
                .forwardDefinition(definition.name())
                .claim(claim)
                .actual(Measurement.of(
                        theirs,
                        OptionalDouble.empty(),
                        null,
                        clusters,
                        claim == null ? MeanKind.SAMPLE_MEAN : claim.kind(),
                        convention.batchSize()))
                .measured(metric == null ? null : metric.theirMeasured())
                .paired(true)
                .difference(
                        metric == null || metric.theirs() == null
                                ? BaselineRun.paired(ours.scores().cosines(), theirs.cosines(), clusters)
                                : BaselineRun.of(metric.scores().against(metric.theirs(), clusters)))
                .build();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public @Nullable DataProfile dataProfile() {
        return null;
    }

    @Override
    public void close() {
        compared.close();
        forward.close();
        checkpoint.close();
    }
}
