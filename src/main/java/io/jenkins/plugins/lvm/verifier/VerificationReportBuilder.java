package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.CheckpointEvaluation.Evaluation;
import io.jenkins.plugins.lvm.verifier.VerificationSession.NamedDevice;
import io.jenkins.plugins.lvm.verifier.attestation.ModelFiles;
import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Probe;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRun;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalPlan;
import io.jenkins.plugins.lvm.verifier.evaluation.RowsOfGraph;
import io.jenkins.plugins.lvm.verifier.evaluation.SampledDefinitions;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.GraphDefinitions.FittingGraph;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import io.jenkins.plugins.lvm.verifier.trainer.Claims;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes of an evaluation what the report says of it: all numbers, without gates, verdict and causes. */
final class VerificationReportBuilder {
    private final VerificationSession session;
    private final String path;
    private final OpenCheckpoint subject;
    private final ValidationRows rows;
    private final @Nullable Probe probe;

    /**
     * @param path of the checkpoint, as the request names it
     * @param probe what its own probe says of the definition that judges; null where it holds none
     */
    VerificationReportBuilder(VerificationSession session, String path, OpenCheckpoint subject, @Nullable Probe probe) {
        this.probe = probe;
        this.session = session;
        this.path = path;
        this.subject = subject;
        this.rows = subject.split().rows();
    }

    /** The verification, with what this device alone computed. */
    VerificationBuilder build(NamedDevice device, Evaluation evaluation) {
        Claim claim = claim();
        double actual = evaluation.actual().value();
        MetricRun.Found ofMetric = evaluation.metric();
        MetricScores scores = ofMetric == null ? null : ofMetric.ours();
        Measured measured = measured(scores);
        BaselineRun baseline = evaluation.compared().baseline();
        boolean ofContexts = evaluation.observers().ofContexts();
        return new VerificationBuilder()
                .checkpoint(checkpoint())
                .model(model())
                .configuration(CheckpointRecord.configuration(subject.checkpoint(), subject.state()))
                .claim(claim)
                .data(session.data()
                        .description(
                                session.request().data(),
                                rows,
                                evaluation.judged().storedCosines(),
                                evaluation.observers().leaked().share())
                        .withMetric(boundMetric(scores)))
                .dataProfile(ofContexts ? evaluation.observers().profiler().profile() : null)
                .split(subject.split().description())
                .actual(evaluation.actual())
                .measured(measured)
                .alternatives(SampledDefinitions.alternatives(evaluation.pass(), subject))
                .serving(serving(evaluation))
                .naivePredictors(ofContexts ? evaluation.observers().naive().means() : null)
                .baseline(
                        baseline == null
                                ? null
                                : baseline.compare(new BaselineRun.Ours(
                                        evaluation.pass(),
                                        evaluation.judged(),
                                        evaluation.actual(),
                                        rows,
                                        both(measured, ofMetric))))
                .heldOut(evaluation.compared().heldOut())
                .retrieval(evaluation.retrieval())
                .gap(
                        claim == null || !claim.supported()
                                ? null
                                : measured == null ? actual - claim.value() : measured.gap(claim.value()))
                .findings(Claims.findings(subject.stated()))
                .device(device.description())
                .software(session.software());
    }

    /** What the numbers of a metric are bound to; null of the cosine. */
    private @Nullable String boundMetric(@Nullable MetricScores scores) {
        return scores == null ? null : RowRoots.of(session.sequences().rowDigests(rows), scores.values());
    }

    private @Nullable Measured measured(@Nullable MetricScores scores) {
        return scores == null
                ? null
                : scores.measured(
                        session.data().groups().clusters(rows), subject.kind(), subject.batch(), MetricRun.LEFT_OUT);
    }

    /** What a metric other than the cosine says of both; null of the cosine. */
    private BaselineRun.@Nullable OfMetric both(@Nullable Measured measured, MetricRun.@Nullable Found found) {
        return measured == null || found == null
                ? null
                : new BaselineRun.OfMetric(measured, found.ours(), found.earlier(), measured(found.earlier()));
    }

    /** The mean cosine that it claims, else what it claims that cannot be recomputed; null without either. */
    private @Nullable Claim claim() {
        Claim claim = subject.claim();
        return claim != null
                ? claim
                : RetrievalPlan.of(subject, session.request(), session.sequences())
                        .unsupportedClaim(subject);
    }

    private Model model() {
        PackedRow packed = session.sequences().packed().orElse(null);
        FittingDefinition judging = subject.selection().judging();
        return new ModelBuilder()
                .declaredType(subject.checkpoint().declaredType().orElse(null))
                .forwardDefinition(judging.name())
                .fitting(subject.selection().fitting())
                .parameterCount(subject.state().parameterCount())
                .inputDim(packed == null ? judging.inputDim() : Math.toIntExact(packed.elements()))
                .contextLength(session.sequences().contextVectors())
                .residual(judging.residual())
                .positionalScale(judging.positionalScale())
                .deadWeights(subject.deadShare())
                .forwardOnnx(graph())
                .probe(probe)
                .stateDict(
                        subject.chosen().name().isEmpty()
                                ? null
                                : subject.chosen().name())
                .unproven(unproven())
                .notes(notes(packed != null))
                .build();
    }

    private CheckpointFile checkpoint() {
        Checkpoint found = subject.checkpoint();
        List<FilePart> read = found.parts();
        return new CheckpointFile(
                path,
                found.sha256(),
                found.sizeBytes(),
                read,
                session.request().wholeFolders() && !read.isEmpty() ? ModelFiles.besides(Path.of(path), read) : null);
    }

    private List<String> notes(boolean packed) {
        return packed
                ? Stream.concat(subject.state().notes().stream(), Stream.of(RowsOfGraph.LEFT_OUT))
                        .toList()
                : subject.state().notes();
    }

    private @Nullable CheckpointFile graph() {
        FittingGraph graph = subject.selection().graph();
        return graph == null
                ? null
                : new CheckpointFile(
                        graph.file().path().toString(),
                        graph.file().sha256(),
                        graph.file().sizeBytes());
    }

    /** Names and shapes say what can be computed with weights, and only who trained them what they were trained for. */
    private @Nullable String unproven() {
        boolean asked =
                session.request().forward() != null || subject.selection().graph() != null;
        boolean probed = probe != null && probe.proven();
        return asked || probed || subject.convention().trainer() != Trainer.UNKNOWN
                ? null
                : "unknown trainer: no known one left its signature in the checkpoint, so the definition was chosen by names"
                        + " and shapes alone; another function can have the same";
    }

    private @Nullable Serving serving(Evaluation evaluation) {
        ForwardSelection selection = subject.selection();
        String predictions = session.request().predictions();
        FittingDefinition definition = selection.servingRun();
        DefinitionScores served;
        String name;
        if (predictions != null) {
            double[] cosines = Objects.requireNonNull(
                            evaluation.compared().serving(), "A file of predictions is always compared.")
                    .cosines();
            served = new DefinitionScores(cosines, new double[cosines.length], new double[cosines.length]);
            name = Serving.ofFile(String.valueOf(Path.of(predictions).getFileName()));
        } else if (definition != null) {
            served = evaluation.pass().scores(definition, rows);
            name = definition.name();
        } else {
            return null;
        }
        double value = mean(served);
        return new Serving(name, value, value - evaluation.actual().value());
    }

    private double mean(DefinitionScores scores) {
        return scores.mean(subject.kind(), subject.batch());
    }
}
