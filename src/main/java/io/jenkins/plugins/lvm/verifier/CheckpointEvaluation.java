package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.VerificationSession.NamedDevice;
import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.baseline.Baselines;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.dataset.VectorBank;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Side;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRun;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.PassObservers;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalPlan;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalRun;
import io.jenkins.plugins.lvm.verifier.evaluation.SampledDefinitions;
import io.jenkins.plugins.lvm.verifier.evaluation.ServingComparison;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.Predictor;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.sampling.Drawn;
import io.jenkins.plugins.lvm.verifier.sampling.GateDrawing;
import io.jenkins.plugins.lvm.verifier.sampling.Replay;
import io.jenkins.plugins.lvm.verifier.sampling.RiskLimited.Result;
import io.jenkins.plugins.lvm.verifier.selfcheck.CheckedHeldOut;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one checkpoint on its rows, with everything that looks at each batch beside it. */
final class CheckpointEvaluation {
    private final VerificationSession session;
    private final String path;
    private final OpenCheckpoint subject;
    private final Progress progress;
    private final ValidationRows rows;
    private final @Nullable RowSet whole;
    private final @Nullable Result drawn;

    /**
     * Of all rows.
     *
     * @param path of the checkpoint, as the request names it
     * @param drawn what was predicted of these very rows before; null for nothing
     */
    CheckpointEvaluation(
            VerificationSession session,
            String path,
            OpenCheckpoint subject,
            Progress progress,
            @Nullable Result drawn) {
        this(session, path, subject, progress, drawn, null);
    }

    /** @param whole all rows of the split, where the subject's are the part of a shard; null where they are all */
    CheckpointEvaluation(
            VerificationSession session,
            String path,
            OpenCheckpoint subject,
            Progress progress,
            @Nullable Result drawn,
            @Nullable RowSet whole) {
        this.drawn = drawn;
        this.whole = whole;
        this.session = session;
        this.path = path;
        this.subject = subject;
        this.progress = progress;
        this.rows = subject.split().rows();
    }

    /** Wall seconds until the pass began, opening included, and of the pass. */
    record Seconds(double load, double pass) {}

    /**
     * What the checkpoint is held against.
     *
     * @param serving predictions of the service; null when neither they nor its definition are named
     * @param baseline an earlier checkpoint, measured in the same pass or stored
     * @param heldOut what the model reaches on rows that no trainer saw
     */
    record Compared(@Nullable ServingComparison serving, @Nullable BaselineRun baseline, @Nullable HeldOut heldOut) {}

    /**
     * What was measured beside the cosine.
     *
     * @param metric what a metric other than the cosine found; null of the cosine
     * @param retrieval how often it finds what it claims to find; null where that is not recomputed
     */
    record BesideCosine(MetricRun.@Nullable Found metric, @Nullable Retrieval retrieval) {}

    /**
     * What the pass over the rows gave.
     *
     * @param judged scores of the definition that judges the claim, in evaluation order
     * @param selfCheck how few of the rows were computed again, and all looked at; before, that of a baseline and of held-out rows alone, or null
     */
    record Evaluation(
            ValidationPass pass,
            DefinitionScores judged,
            Actual actual,
            BesideCosine besideCosine,
            PassObservers observers,
            Compared compared,
            Seconds seconds,
            @Nullable SelfCheck selfCheck) {

        /** What a metric other than the cosine found; null of the cosine. */
        MetricRun.@Nullable Found metric() {
            return besideCosine.metric();
        }

        /** How often it finds what it claims to find; null where that is not recomputed. */
        @Nullable
        Retrieval retrieval() {
            return besideCosine.retrieval();
        }

        private Evaluation with(SelfCheck held) {
            SelfCheck all = SelfCheck.both(held, selfCheck);
            return new Evaluation(pass, judged, actual, besideCosine, observers, compared, seconds, all);
        }

        /** Names of the definitions that were run, the judging one first. */
        List<String> definitionNames() {
            return pass.definitions().stream().map(FittingDefinition::name).toList();
        }

        /** Null when nothing is known of the service, or it uses the definition that judges. */
        @Nullable
        ServingFacts servingFacts(Verification measured, OpenCheckpoint subject) {
            Serving served = measured.serving();
            ServingComparison serving = compared.serving();
            if (serving == null || served == null) {
                return null;
            }
            int same = serving.equivalent();
            return serving.facts(
                    new Side(
                            subject.selection().judging().name(),
                            measured.actual().value()),
                    new Side(served.forwardDefinition(), served.value()),
                    subject.split().rows(),
                    same < 0 ? null : pass.definitions().get(same).name());
        }
    }

    /**
     * Runs the checkpoint on one device, computes few rows again in other ways, before anybody else hears of the numbers, and closes all
     * that was opened for it.
     */
    Evaluation on(NamedDevice named) {
        TorchDevice device = named.device();
        FittingDefinition judging = subject.selection().judging();
        try (WatchedDefinition judged =
                new WatchedDefinition(judging, subject.weights(), session.sequences(), rows, device, session.cpu())) {
            Evaluation evaluation = on(device, judged);
            return evaluation.with(judged.check(evaluation.pass()));
        }
    }

    private Evaluation on(TorchDevice device, WatchedDefinition judging) {
        Stopwatch watch = new Stopwatch();
        SequenceData data = session.sequences();
        RowSet fileOrder = rows.rowSet();
        RetrievalPlan retrieval = RetrievalPlan.of(subject, session.request(), data);
        SampledDefinitions sampled = drawn == null && whole == null
                ? SampledDefinitions.of(subject, session.request())
                : SampledDefinitions.none(subject);
        try (BaselineRun baseline = baseline(device);
                PredictionFile predictions = predictions();
                ComparedVectors compared = subject.compared(data, device);
                WatchedDefinition watched = baseline == null ? null : baseline.watched(rows, session.cpu());
                VectorBank bank = retrieval.runs() ? retrieval.open(data) : null;
                RetrievalRun searched = retrieval.runs() ? new RetrievalRun(compared, data.dimension(), bank) : null;
                MetricRun metric = metric(compared);
                MetricRun ofEarlier = metric(baseline == null ? null : baseline.compared());
                ForwardPass computing = forwardOf(again(), sampled.onAllRows(), device);
                ForwardPass others = sampled.forward(device)) {
            Predictor forward = computing == null ? Objects.requireNonNull(again()) : computing;
            ServingComparison serving = ServingComparison.of(data.dimension(), subject.selection(), predictions, rows);
            PassObservers beside =
                    PassObservers.of(session.data(), subject, session.request().service() != null);
            List<ValidationPass.Observer> observers = new ArrayList<>(beside.all());
            observers.addAll(judging.comparing(compared).observers());
            Stream.of(serving, searched, metric).filter(Objects::nonNull).forEach(observers::add);
            ValidationPass pass =
                    new ValidationPass(data, fileOrder, session.data().groups(), observers, compared);
            double loadSeconds = subject.openSeconds() + watch.lap();
            Beside earlier = beside(baseline, fileOrder, watched, ofEarlier);
            List<Beside> onSome = Stream.of(earlier, sampled.beside(others, compared))
                    .filter(Objects::nonNull)
                    .toList();
            pass.run(forward, onSome, session.batchSize(), progress);
            sampled.complete(pass, device, session.batchSize(), progress);
            Seconds seconds = new Seconds(loadSeconds, watch.lap());
            DefinitionScores judged = pass.scores(subject.selection().judging(), rows);
            if (searched != null) {
                progress.note("looking for " + rows.size() + " targets");
            }
            CheckedHeldOut.Measured unseen = heldOut(device);
            return new Evaluation(
                    pass,
                    judged,
                    actual(pass, judged),
                    new BesideCosine(
                            metric == null ? null : metric.found(ofEarlier, rows, device),
                            searched == null
                                    ? null
                                    : retrieval.measured(searched.ranks(device), rows.rowSet(), rows, articles())),
                    beside,
                    new Compared(serving, baseline, unseen == null ? null : unseen.found()),
                    seconds,
                    SelfCheck.both(
                            watched == null || earlier == null
                                    ? null
                                    : watched.check(pass, earlier.forward()).of("the baseline"),
                            unseen == null ? null : unseen.check()));
        }
    }

    private @Nullable MetricRun metric(@Nullable ComparedVectors compared) {
        return compared == null
                ? null
                : MetricRun.of(
                        session.request().metricEntry(),
                        session.data(),
                        rows.rowSet(),
                        whole == null ? rows.rowSet() : whole,
                        compared);
    }

    /** Article of each row; null where the data names none. */
    private int @Nullable [] articles() {
        return session.data().groups().clusters(rows);
    }

    private Actual actual(ValidationPass pass, DefinitionScores judged) {
        return Measurement.of(judged, pass.chance(), pass.apart(), articles(), subject.kind(), subject.batch());
    }

    /** What was predicted of the rows before; null if nothing was kept. */
    private @Nullable Predictor again() {
        return drawn == null ? null : drawn.split().forward();
    }

    /** Null where its predictions are there already. */
    private @Nullable ForwardPass forwardOf(
            @Nullable Predictor before, List<FittingDefinition> definitions, TorchDevice device) {
        return before != null ? null : ForwardPass.verified(definitions, subject.weights(), device);
    }

    /**
     * Draws rows until every gate is decided.
     *
     * @param loaded told when the weights are on the device
     */
    Result draw(NamedDevice named, long seed, Runnable loaded) {
        TorchDevice device = named.device();
        try (BaselineRun baseline = baseline(device)) {
            return new GateDrawing(
                            session.data(),
                            session.request(),
                            subject,
                            session.heldOut(),
                            session.batchSize(),
                            progress)
                    .draw(device, baseline, beside(baseline, RowSet.of(), null, null), seed, loaded);
        }
    }

    private @Nullable BaselineRun baseline(TorchDevice device) {
        return Baselines.open(
                session.data(), session.request(), path, subject.convention().space(), device);
    }

    /** What a baseline that is to be measured is run by, and who looks at it. */
    private @Nullable Beside beside(
            @Nullable BaselineRun baseline,
            RowSet rows,
            @Nullable WatchedDefinition watched,
            @Nullable MetricRun metric) {
        ForwardPass forward = baseline == null ? null : baseline.forward();
        ComparedVectors compared = baseline == null ? null : baseline.compared();
        if (forward == null || compared == null) {
            return null;
        }
        Replay before = drawn == null ? null : drawn.split().baseline();
        List<ValidationPass.Observer> observers = new ArrayList<>(watched == null ? List.of() : watched.observers());
        if (metric != null) {
            observers.add(metric);
        }
        return new Beside(before == null ? forward : before.of(forward.definitions()), compared, rows, observers);
    }

    private @Nullable PredictionFile predictions() {
        String predictions = session.request().predictions();
        return predictions == null
                ? null
                : PredictionFile.open(
                        Path.of(predictions), rows.size(), session.sequences().dimension());
    }

    /** Only the definition that judges the claim is asked for rows that no trainer saw. */
    private CheckedHeldOut.@Nullable Measured heldOut(TorchDevice device) {
        HeldOutRows heldOut = session.heldOut();
        if (heldOut == null) {
            return null;
        }
        Drawn some = drawn == null ? null : drawn.heldOut();
        ValidationRows unseen = some == null ? heldOut.rows() : some.rows();
        progress.note(unseen.size() + " rows held out");
        return new CheckedHeldOut(subject, device, session.cpu())
                .measure(heldOut, unseen, some == null ? null : some.forward(), session.batchSize(), progress);
    }
}
