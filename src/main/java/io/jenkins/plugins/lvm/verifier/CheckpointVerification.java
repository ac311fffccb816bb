package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.SplitChooser.ChosenSplit;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.checkpoint.KnownLayouts;
import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baselines;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Kind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.convention.Convention;
import io.jenkins.plugins.lvm.verifier.convention.Trainer;
import io.jenkins.plugins.lvm.verifier.convention.TrainingEvidence;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ModelHints;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Verifies one checkpoint: claim and weights from the file, rows by the trainer's convention, one pass, statistics, gates, verdict.
 */
final class CheckpointVerification {
    /** Vectors per forward pass on which libtorch is near its best, and memory stays small. */
    private static final int VECTORS_PER_PASS = 2560;

    private final VerificationSession session;
    private final String path;
    private final Progress progress;
    private final Stopwatch watch = new Stopwatch();

    CheckpointVerification(final VerificationSession session, final String path, final Progress progress) {
        this.session = session;
        this.path = path;
        this.progress = progress;
    }

    /** A verification with the cosine of each row in evaluation order. */
    record Outcome(Verification verification, float[] cosines) {}

    /** Verifies. */
    Outcome run() {
        try (Checkpoint checkpoint = CheckpointReader.open(Path.of(path))) {
            final StateDict state = checkpoint.stateDict();
            final Convention convention = Trainer.conventionFor(evidence(checkpoint, state));
            final StatedMetric stated = checkpoint.claim().orElse(null);
            final Claim claim = Claims.claim(stated, convention);
            final Kind kind = claim == null ? Kind.SAMPLE_MEAN : claim.kind();
            final ChosenSplit split = session.splits().choose(convention);
            progress.note(split.description().name() + " split, " + split.rows().size() + " rows");

            final StateDictWeights weights = new StateDictWeights(state);
            final Judgement judgement = judgement(weights, hints(checkpoint));
            judgement.judging().notes().forEach(progress::note);
            final double deadWeights = state.health().deadShare();

            final ValidationPass pass = new ValidationPass(session.data(), split.rows(), session.articleRuns());
            final double loadSeconds;
            try (ForwardPass forward = new ForwardPass(judgement.all(), weights, session.device())) {
                loadSeconds = watch.lap();
                pass.run(forward, batchSize(), progress);
            }
            final double passSeconds = watch.lap();

            final DefinitionScores judged = pass.scores(judgement.judging());
            final int batch = convention.batchSize();
            final Actual actual = actual(judged, pass.chance(judgement.judging()), kind, batch, split);
            final Verification measured = new Verification(
                    new CheckpointFile(path, checkpoint.sha256(), checkpoint.sizeBytes()),
                    model(checkpoint, state, judgement, deadWeights),
                    claim,
                    new Data(
                            session.request().data(),
                            session.data().fingerprint(),
                            session.data().sequences(),
                            session.data().keys()),
                    split.description(),
                    actual,
                    alternatives(judgement, pass, kind, batch),
                    serving(judgement, pass, kind, batch, actual.value()),
                    new Baselines(pass.copyLast(), pass.contextMean()),
                    claim == null || !claim.supported() ? null : actual.value() - claim.value(),
                    List.of(),
                    Claims.findings(stated),
                    session.deviceDescription(),
                    new Timing(
                            session.startupSeconds(),
                            loadSeconds,
                            passSeconds,
                            watch.total(),
                            passSeconds > 0 ? split.rows().size() / passSeconds : 0),
                    session.software(),
                    null);
            return new Outcome(judge(measured), judged.storedCosines());
        }
    }

    private Verification judge(final Verification measured) {
        final List<GateOutcome> gates = new GateEvaluator(session.request().gates()).evaluate(measured.measurements());
        final Verdict verdict = GateEvaluator.verdict(gates);
        return measured.judged(gates, verdict);
    }

    private TrainingEvidence evidence(final Checkpoint checkpoint, final StateDict state) {
        return new TrainingEvidence(
                checkpoint.topLevelKeys(),
                checkpoint.args(),
                checkpoint.config(),
                state.names(),
                session.trainersFindArticles());
    }

    private Judgement judgement(final StateDictWeights weights, final ModelHints hints) {
        try {
            return Judgement.of(session.request(), weights, hints);
        } catch (final VerifierException e) {
            final String looksLike = KnownLayouts.architecture(weights.names())
                    .map(name -> " (they look like: " + name + ")")
                    .orElse("");
            throw new VerifierException(e.reason(), e.getMessage() + looksLike, e.hint(), e);
        }
    }

    private ModelHints hints(final Checkpoint checkpoint) {
        return new ModelHints(
                checkpoint.declaredType().orElse(null),
                TrainerSettings.heads(checkpoint.modelConfig(), checkpoint.args()),
                TrainerSettings.positionalScale(checkpoint.args()),
                session.data().contextLength());
    }

    private int batchSize() {
        return session.request().batchSize() > 0
                ? session.request().batchSize()
                : Math.max(1, VECTORS_PER_PASS / session.data().contextLength());
    }

    private Model model(
            final Checkpoint checkpoint, final StateDict state, final Judgement judgement, final double deadWeights) {
        final FittingDefinition judging = judgement.judging();
        return new Model(
                checkpoint.declaredType().orElse(null),
                judging.name(),
                judgement.fitting(),
                state.parameterCount(),
                judging.inputDim(),
                session.data().contextLength(),
                judging.residual(),
                judging.positionalScale(),
                deadWeights);
    }

    private Actual actual(
            final DefinitionScores judged,
            final OptionalDouble chance,
            final Kind kind,
            final int batch,
            final ChosenSplit split) {
        final CosineStatistics statistics =
                CosineStatistics.of(judged.cosines(), session.articleRuns().clusters(split.rows()));
        final double batchMean = judged.batchMean(batch);
        return new Actual(
                kind == Kind.BATCH_MEAN ? batchMean : statistics.sampleMean(),
                kind,
                statistics.sampleMean(),
                batchMean,
                judged.meanSquaredError(batch),
                statistics.standardDeviation(),
                Double.isNaN(statistics.standardError()) ? null : Double.valueOf(statistics.standardError()),
                statistics.clustered() ? "CLUSTERED_BY_ARTICLE" : "INDEPENDENT",
                statistics.min(),
                statistics.max(),
                statistics.percentiles(),
                new Histogram(-1, 1, statistics.histogram()),
                chance.isPresent() ? Double.valueOf(chance.getAsDouble()) : null,
                chance.isPresent() ? Double.valueOf(statistics.sampleMean() - chance.getAsDouble()) : null,
                judged.nonFiniteShare(),
                judged.zeroShare(),
                judged.meanNorm());
    }

    private static List<Alternative> alternatives(
            final Judgement judgement, final ValidationPass pass, final Kind kind, final int batch) {
        return judgement.others().stream()
                .map(other -> new Alternative(other.name(), pass.scores(other).mean(kind, batch)))
                .toList();
    }

    private static Serving serving(
            final Judgement judgement,
            final ValidationPass pass,
            final Kind kind,
            final int batch,
            final double actual) {
        if (judgement.serving() == null) {
            return null;
        }
        final double served = pass.scores(judgement.servingRun()).mean(kind, batch);
        return new Serving(judgement.serving().name(), served, served - actual);
    }
}
