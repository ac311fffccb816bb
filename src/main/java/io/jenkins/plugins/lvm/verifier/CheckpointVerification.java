package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Precision;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Verifies one checkpoint: claim and weights from the file, rows by the trainer's convention, one pass, statistics, gates, verdict.
 */
final class CheckpointVerification {
    private final VerificationSession session;
    private final String path;
    private final Progress progress;

    CheckpointVerification(final VerificationSession session, final String path, final Progress progress) {
        this.session = session;
        this.path = path;
        this.progress = progress;
    }

    /** A verification with the cosine of each row in evaluation order. */
    record Outcome(Verification verification, float[] cosines) {}

    /** Verifies, once on each device. */
    List<Outcome> run() {
        try (OpenCheckpoint subject = OpenCheckpoint.open(session, path, progress)) {
            final float[] exact = session.request().precision().equals("float64") ? exact(subject) : null;
            final List<Outcome> outcomes = new ArrayList<>();
            for (final VerificationSession.NamedDevice device : session.devices()) {
                if (session.devices().size() > 1) {
                    progress.note("on " + device.device().used());
                }
                outcomes.add(verify(subject, device, outcomes.isEmpty() ? null : outcomes.get(0), exact));
            }
            return List.copyOf(outcomes);
        }
    }

    private Outcome verify(
            final OpenCheckpoint subject,
            final VerificationSession.NamedDevice device,
            final Outcome first,
            final float[] exact) {
        final Stopwatch watch = new Stopwatch();
        final Judgement judgement = subject.judgement();
        final ValidationRows rows = subject.split().rows();
        final SequenceData data = session.data();
        final RowSet fileOrder = rows.rowSet();
        final TrivialBaselines baselines = new TrivialBaselines(data.contextLength());
        final ContextLikeness likeness = new ContextLikeness(data.contextLength(), data.dimension(), rows.size());
        final DataProfiler profiler =
                new DataProfiler(data.contextLength(), data.dimension(), session.articleRuns(), rows.size());
        final ValidationPass pass;
        final double loadSeconds;
        final RowComparison comparison;
        final BaselineRun baseline;
        try (BaselineRun beside = baseline(device.device());
                PredictionFile predictions = predictions(rows);
                ForwardPass forward = new ForwardPass(judgement.all(), subject.weights(), device.device())) {
            comparison = comparison(judgement, predictions, rows);
            final List<ValidationPass.Observer> observers = new ArrayList<>(List.of(baselines, likeness, profiler));
            if (comparison != null) {
                observers.add(comparison);
            }
            pass = new ValidationPass(data, fileOrder, session.articleRuns(), observers);
            loadSeconds = subject.openSeconds() + watch.lap();
            baseline = beside;
            pass.run(forward, beside == null ? null : beside.forward(), fileOrder, batchSize(), progress);
        }
        final double passSeconds = watch.lap();

        final DefinitionScores judged = pass.scores(judgement.judging(), rows);
        final Claim claim = subject.claim();
        final Actual actual = actual(judged, pass.chance(judgement.judging()), subject);
        final Serving serving = serving(subject, pass, comparison, actual.value());
        final Verification measured = judge(new Verification(
                new CheckpointFile(path, subject.sha256(), subject.checkpoint().sizeBytes()),
                model(subject),
                Recorded.configuration(subject.checkpoint(), subject.state()),
                claim,
                new Data(session.request().data(), data.fingerprint(), data.sequences(), data.keys()),
                profiler.profile(),
                subject.split().description(),
                actual,
                alternatives(subject, pass),
                serving,
                new OtherComputations(subject, judged, actual).compare(first, exact),
                baselines.means(),
                baseline == null ? null : baseline.compare(pass, judged, actual, rows),
                heldOut(subject, device.device()),
                claim == null || !claim.supported() ? null : actual.value() - claim.value(),
                List.of(),
                Claims.findings(subject.stated()),
                null,
                null,
                device.description(),
                timing(loadSeconds, passSeconds, subject.openSeconds() + watch.total(), rows.size()),
                session.software(),
                null));

        final GapSearch search =
                new GapSearch(session, judgement, subject.split(), subject.convention(), subject.kind());
        final ServingFacts servingFacts = comparison == null
                ? null
                : comparison.facts(
                        judgement.judging().name(),
                        serving.forwardDefinition(),
                        rows,
                        actual.value(),
                        serving.value(),
                        Diagnoser.name(judgement.all(), comparison.twin()));
        final Diagnoser.Diagnosed diagnosed = new Diagnoser(
                        session,
                        subject.checkpoint(),
                        subject.state(),
                        subject.health(),
                        subject.convention(),
                        judgement,
                        subject.split())
                .diagnose(
                        measured,
                        new Diagnoser.Seen(pass, likeness, servingFacts, baseline),
                        search,
                        () -> search.run(subject.weights(), subject.hints(), device.device(), batchSize(), progress));
        final Alignment alignment = alignment(subject, device.device());
        return new Outcome(
                measured.aligned(alignment)
                        .diagnosed(
                                diagnosed.findings(),
                                diagnosed.diagnosis(),
                                timing(loadSeconds, passSeconds, subject.openSeconds() + watch.total(), rows.size())),
                judged.storedCosines());
    }

    /** On the rows of the split, which the trainer held out if anybody can tell. */
    private Alignment alignment(final OpenCheckpoint subject, final TorchDevice device) {
        if (!session.request().alignment()) {
            return null;
        }
        progress.note("5-to-1 causal alignment");
        try (ForwardPass forward = new ForwardPass(List.of(subject.judgement().judging()), subject.weights(), device)) {
            return new CausalAlignment(
                            forward,
                            session.request().articles().stream().map(Path::of).toList(),
                            new CausalAlignment.Settings(
                                    CausalAlignment.DEFAULT_SAMPLES, CausalAlignment.DEFAULT_HORIZON, batchSize()),
                            progress::rows)
                    .test(session.data(), subject.split().rows().rowSet(), null);
        }
    }

    private Timing timing(final double load, final double pass, final double total, final int rows) {
        return new Timing(session.startupSeconds(), load, pass, total, pass > 0 ? rows / pass : 0);
    }

    /** The cosine of each row in evaluation order, computed in float64 on the CPU. */
    private float[] exact(final OpenCheckpoint subject) {
        progress.note("in float64 on the CPU");
        final ValidationRows rows = subject.split().rows();
        final ValidationPass pass = new ValidationPass(session.data(), rows.rowSet(), session.articleRuns(), List.of());
        final FittingDefinition judging = subject.judgement().judging();
        try (ForwardPass forward =
                new ForwardPass(List.of(judging), subject.weights(), session.cpu(), Precision.FLOAT64)) {
            pass.run(forward, batchSize(), progress);
        }
        return pass.scores(judging, rows).storedCosines();
    }

    private PredictionFile predictions(final ValidationRows rows) {
        return session.request().predictions() == null
                ? null
                : PredictionFile.open(
                        Path.of(session.request().predictions()),
                        rows.size(),
                        session.data().dimension());
    }

    /** Predictions of the service itself tell more than the name of its definition. */
    private RowComparison comparison(
            final Judgement judgement, final PredictionFile predictions, final ValidationRows rows) {
        final int dimension = session.data().dimension();
        final List<FittingDefinition> all = judgement.all();
        if (predictions != null) {
            return RowComparison.withFile(dimension, all.size(), predictions, rows);
        }
        return judgement.serving() == null || judgement.servingRun() == judgement.judging()
                ? null
                : RowComparison.withDefinition(dimension, all.size(), all.indexOf(judgement.servingRun()), rows);
    }

    /** Only the definition that judges the claim is asked for rows that no trainer saw. */
    private HeldOut heldOut(final OpenCheckpoint subject, final TorchDevice device) {
        final HeldOutRows heldOut = session.heldOut();
        if (heldOut == null) {
            return null;
        }
        progress.note(heldOut.size() + " rows held out");
        final FittingDefinition judging = subject.judgement().judging();
        try (ForwardPass forward = new ForwardPass(List.of(judging), subject.weights(), device)) {
            return heldOut.measure(judging, forward, subject.batch(), batchSize(), progress);
        }
    }

    private BaselineRun baseline(final TorchDevice device) {
        final BaselineSource source = session.request().baselineOf(path);
        if (source == null) {
            return null;
        }
        return source.checkpoint() == null
                ? new StoredBaseline(session, source, path, device.used())
                : new MeasuredBaseline(session, source, device);
    }

    private Verification judge(final Verification measured) {
        final List<GateOutcome> gates = new GateEvaluator(session.request().gates()).evaluate(measured.measurements());
        final Verdict verdict = GateEvaluator.verdict(gates);
        return measured.judged(gates, verdict);
    }

    private int batchSize() {
        return session.batchSize();
    }

    private Model model(final OpenCheckpoint subject) {
        final FittingDefinition judging = subject.judgement().judging();
        return new Model(
                subject.checkpoint().declaredType().orElse(null),
                judging.name(),
                subject.judgement().fitting(),
                subject.state().parameterCount(),
                judging.inputDim(),
                session.data().contextLength(),
                judging.residual(),
                judging.positionalScale(),
                subject.deadShare());
    }

    private Actual actual(final DefinitionScores judged, final OptionalDouble chance, final OpenCheckpoint subject) {
        return Actuals.of(
                judged,
                chance,
                session.articleRuns().clusters(subject.split().rows()),
                subject.kind(),
                subject.batch());
    }

    private static List<Alternative> alternatives(final OpenCheckpoint subject, final ValidationPass pass) {
        return subject.judgement().others().stream()
                .map(other -> new Alternative(
                        other.name(), pass.scores(other, subject.split().rows()).mean(subject.kind(), subject.batch())))
                .toList();
    }

    private Serving serving(
            final OpenCheckpoint subject,
            final ValidationPass pass,
            final RowComparison comparison,
            final double actual) {
        final Judgement judgement = subject.judgement();
        final DefinitionScores served;
        final String name;
        if (session.request().predictions() != null) {
            final double[] cosines = comparison.cosines();
            served = new DefinitionScores(cosines, new double[cosines.length], new double[cosines.length]);
            name = "predictions " + Path.of(session.request().predictions()).getFileName();
        } else if (judgement.serving() != null) {
            served = pass.scores(judgement.servingRun(), subject.split().rows());
            name = judgement.serving().name();
        } else {
            return null;
        }
        final double value = served.mean(subject.kind(), subject.batch());
        return new Serving(name, value, value - actual);
    }
}
