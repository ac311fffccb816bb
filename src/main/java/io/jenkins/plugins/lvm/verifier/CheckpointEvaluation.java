package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.VerificationSession.NamedDevice;
import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.baseline.MeasuredBaseline;
import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.dataset.VectorBank;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.ContextSimilarity;
import io.jenkins.plugins.lvm.verifier.evaluation.DataProfiler;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.DetectorObservers;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalPlan;
import io.jenkins.plugins.lvm.verifier.evaluation.RetrievalRun;
import io.jenkins.plugins.lvm.verifier.evaluation.ServingComparison;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.evaluation.WindowOverlap;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.Precision;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one checkpoint on its rows, with everything that looks at each batch beside it. */
final class CheckpointEvaluation {
    private final VerificationSession session;
    private final String path;
    private final OpenCheckpoint subject;
    private final Progress progress;
    private final ValidationRows rows;

    /** @param path of the checkpoint, as the request names it */
    CheckpointEvaluation(VerificationSession session, String path, OpenCheckpoint subject, Progress progress) {
        this.session = session;
        this.path = path;
        this.subject = subject;
        this.progress = progress;
        this.rows = subject.split().rows();
    }

    /** What looked at each batch beside the scores. */
    record Observers(
            NaivePredictors naive,
            ContextSimilarity similarity,
            DataProfiler profiler,
            List<ValidationPass.Observer> detectors) {
        List<ValidationPass.Observer> all() {
            List<ValidationPass.Observer> all = new ArrayList<>(List.of(naive, similarity, profiler));
            all.addAll(detectors);
            return all;
        }

        /** Share of rows whose target stands in their own context; null where none does. */
        @Nullable
        Double leaked() {
            return detectors.stream()
                    .filter(WindowOverlap.class::isInstance)
                    .map(detector -> ((WindowOverlap) detector).leakedShare())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Wall seconds until the pass began, opening included, and of the pass. */
    record Seconds(double load, double pass) {}

    /**
     * What the pass over the rows gave.
     *
     * @param judged scores of the definition that judges the claim, in evaluation order
     * @param serving predictions of the service held against it; null when neither they nor its definition are named
     * @param baseline an earlier checkpoint, measured in the same pass or stored; null without one
     * @param heldOut what the model reaches on rows that no trainer saw; null without any
     * @param retrieval how often it finds what it claims to find; null where that is not recomputed
     */
    record Evaluation(
            ValidationPass pass,
            DefinitionScores judged,
            Actual actual,
            Observers observers,
            @Nullable ServingComparison serving,
            @Nullable BaselineRun baseline,
            @Nullable HeldOut heldOut,
            @Nullable Retrieval retrieval,
            Seconds seconds) {

        /** Of the definitions that were run, the one that predicts what the service does; null if none is known to. */
        @Nullable
        FittingDefinition equivalent() {
            return serving == null || serving.equivalent() < 0
                    ? null
                    : pass.definitions().get(serving.equivalent());
        }
    }

    /** Runs the checkpoint on one device, and closes all that was opened for it. */
    Evaluation on(NamedDevice named) {
        Stopwatch watch = new Stopwatch();
        TorchDevice device = named.device();
        SequenceData data = session.sequences();
        RowSet fileOrder = rows.rowSet();
        ForwardSelection selection = subject.selection();
        RetrievalPlan retrieval = RetrievalPlan.of(subject, session.request(), data);
        Observers beside = new Observers(
                new NaivePredictors(),
                new ContextSimilarity(data.contextLength(), data.dimension(), rows.size()),
                new DataProfiler(
                        data.contextLength(), data.dimension(), session.data().groups(), rows.size()),
                DetectorObservers.of(session.data(), subject));
        try (BaselineRun baseline = baseline(device);
                PredictionFile predictions = predictions();
                ComparedVectors compared = subject.compared(data, device);
                VectorBank bank = retrieval.runs() ? retrieval.open(data) : null;
                RetrievalRun searched =
                        retrieval.runs() ? new RetrievalRun(compared, data.dimension(), bank) : null;
                ForwardPass forward = new ForwardPass(selection.all(), subject.weights(), device)) {
            ServingComparison serving = serving(predictions);
            List<ValidationPass.Observer> observers = new ArrayList<>(beside.all());
            if (serving != null) {
                observers.add(serving);
            }
            if (searched != null) {
                observers.add(searched);
            }
            ValidationPass pass =
                    new ValidationPass(data, fileOrder, session.data().groups(), observers, compared);
            double loadSeconds = subject.openSeconds() + watch.lap();
            pass.run(forward, beside(baseline, fileOrder), session.batchSize(), progress);
            Seconds seconds = new Seconds(loadSeconds, watch.lap());
            DefinitionScores judged = pass.scores(selection.judging(), rows);
            return new Evaluation(
                    pass,
                    judged,
                    actual(pass, judged),
                    beside,
                    serving,
                    baseline,
                    heldOut(device),
                    searched == null ? null : retrieval(retrieval, searched, device),
                    seconds);
        }
    }

    private Actual actual(ValidationPass pass, DefinitionScores judged) {
        return Measurement.of(
                judged,
                pass.chance(),
                pass.apart(),
                session.data().groups().clusters(rows),
                subject.kind(),
                subject.batch());
    }

    private Retrieval retrieval(RetrievalPlan plan, RetrievalRun searched, TorchDevice device) {
        progress.note("looking for " + rows.size() + " targets");
        return plan.measured(
                searched.ranks(device), rows.rowSet(), rows, session.data().groups().clusters(rows));
    }

    /** The cosine of each row in evaluation order, computed in float64 on the CPU. */
    float[] inFloat64() {
        progress.note("in float64 on the CPU");
        FittingDefinition judging = subject.selection().judging();
        try (ComparedVectors compared = subject.compared(session.sequences(), session.cpu());
                ForwardPass forward =
                        new ForwardPass(List.of(judging), subject.weights(), session.cpu(), Precision.FLOAT64)) {
            ValidationPass pass = new ValidationPass(
                    session.sequences(), rows.rowSet(), session.data().groups(), List.of(), compared);
            pass.run(forward, session.batchSize(), progress);
            return pass.scores(judging, rows).storedCosines();
        }
    }

    private @Nullable BaselineRun baseline(TorchDevice device) {
        VerificationRequest request = session.request();
        BaselineSource source = request.baselineOf(path);
        if (source == null) {
            return null;
        }
        BaselineRun baseline = source.checkpoint() == null
                ? new StoredBaseline(session.data(), source, path, device.used())
                : new MeasuredBaseline(session.data(), source, request.forward(), device);
        Space space = baseline.space();
        if (space != null && space != subject.convention().space()) {
            baseline.close();
            throw new VerifierException(
                    Reason.USAGE,
                    "The baseline of " + path + " is measured in the space " + space + ", the checkpoint itself in "
                            + subject.convention().space() + ".",
                    "Name a baseline of the same trainer.");
        }
        return baseline;
    }

    /** What a baseline that is to be measured is run by; null where none is. */
    private static @Nullable Beside beside(@Nullable BaselineRun baseline, RowSet rows) {
        ForwardPass forward = baseline == null ? null : baseline.forward();
        ComparedVectors compared = baseline == null ? null : baseline.compared();
        return forward == null || compared == null ? null : new Beside(forward, compared, rows);
    }

    private @Nullable PredictionFile predictions() {
        String predictions = session.request().predictions();
        return predictions == null
                ? null
                : PredictionFile.open(
                        Path.of(predictions), rows.size(), session.sequences().dimension());
    }

    /** Predictions of the service itself tell more than the name of its definition. */
    private @Nullable ServingComparison serving(@Nullable PredictionFile predictions) {
        ForwardSelection selection = subject.selection();
        int dimension = session.sequences().dimension();
        List<FittingDefinition> all = selection.all();
        if (predictions != null) {
            return ServingComparison.withFile(dimension, all.size(), predictions, rows);
        }
        return selection.serving() == null || selection.servingRun() == selection.judging()
                ? null
                : ServingComparison.withDefinition(dimension, all.size(), all.indexOf(selection.servingRun()), rows);
    }

    /** Only the definition that judges the claim is asked for rows that no trainer saw. */
    private @Nullable HeldOut heldOut(TorchDevice device) {
        HeldOutRows heldOut = session.heldOut();
        if (heldOut == null) {
            return null;
        }
        progress.note(heldOut.size() + " rows held out");
        FittingDefinition judging = subject.selection().judging();
        try (ComparedVectors compared = subject.compared(session.sequences(), device);
                ForwardPass forward = new ForwardPass(List.of(judging), subject.weights(), device)) {
            return heldOut.measure(
                    judging, new Beside(forward, compared, heldOut.rows()), subject.batch(), session.batchSize(), progress);
        }
    }
}
