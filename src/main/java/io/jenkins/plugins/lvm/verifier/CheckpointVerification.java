package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.CheckpointEvaluation.Evaluation;
import io.jenkins.plugins.lvm.verifier.CheckpointEvaluation.Seconds;
import io.jenkins.plugins.lvm.verifier.VerificationSession.NamedDevice;
import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.Facts;
import io.jenkins.plugins.lvm.verifier.evaluation.DeviceComparison;
import io.jenkins.plugins.lvm.verifier.evaluation.ExactCosines;
import io.jenkins.plugins.lvm.verifier.evaluation.FurtherRuns;
import io.jenkins.plugins.lvm.verifier.evaluation.KeptRows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evidence.AlternativeSearch;
import io.jenkins.plugins.lvm.verifier.evidence.Asked;
import io.jenkins.plugins.lvm.verifier.evidence.EvidenceCollector;
import io.jenkins.plugins.lvm.verifier.evidence.EvidenceCollector.Diagnosed;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Seen;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.probe.ProbeSettlement;
import io.jenkins.plugins.lvm.verifier.risk.DrawOrder;
import io.jenkins.plugins.lvm.verifier.sampling.AllRows;
import io.jenkins.plugins.lvm.verifier.sampling.RiskLimited.Result;
import io.jenkins.plugins.lvm.verifier.sampling.RiskReport;
import io.jenkins.plugins.lvm.verifier.selfcheck.CheckedAlignment;
import io.jenkins.plugins.lvm.verifier.service.ServiceComparison;
import io.jenkins.plugins.lvm.verifier.shard.PartBuilder;
import io.jenkins.plugins.lvm.verifier.shard.ShardRows;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import io.jenkins.plugins.lvm.verifier.trainer.ChosenSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Verifies one checkpoint: evaluate, build the report, judge, diagnose. Each step hands one object to the next. */
final class CheckpointVerification {
    private final VerificationSession session;
    private final String path;
    private final Progress progress;

    CheckpointVerification(VerificationSession session, String path, Progress progress) {
        this.session = session;
        this.path = path;
        this.progress = progress;
    }

    /**
     * A verification with the rows that it rests on, in evaluation order, and the cosine of each.
     *
     * @param metric what another metric keeps of each; null of the cosine
     */
    record Outcome(Verification verification, ValidationRows rows, float[] cosines, double @Nullable [] metric) {
        /** With why all rows were read, where not all were asked for. */
        private Outcome because(@Nullable String why, RiskReport risk) {
            return why == null ? this : new Outcome(risk.whole(verification, why), rows, cosines, metric);
        }
    }

    /** Verifies the checkpoint once on each device. */
    List<Outcome> run() {
        VerificationRequest request = session.request();
        try (OpenCheckpoint subject = OpenCheckpoint.open(path, request, session.data(), session.splits(), progress)) {
            String all = request.risk() > 0 ? AllRows.reason(request, subject, session.data()) : null;
            boolean drawing = request.risk() > 0 && all == null;
            if (!drawing) {
                // The engines are still starting.
                RowSet rows = subject.split().rows().rowSet();
                session.sequences().bind(rows);
                session.sequences().readAhead(rows, session.batchSize());
            }
            float[] exact = request.precision().equals("float64") ? inFloat64(subject) : null;
            List<Outcome> outcomes = new ArrayList<>();
            for (NamedDevice device : session.devices()) {
                if (session.devices().size() > 1) {
                    progress.note("on " + device.device().used());
                }
                Stopwatch watch = new Stopwatch();
                ProbeSettlement probed = ProbeSettlement.of(subject, request, device.device());
                Outcome first = outcomes.isEmpty() ? null : outcomes.get(0);
                outcomes.add(
                        drawing
                                ? verifyByDrawing(probed, device)
                                : verify(probed, null, device, watch, first, exact)
                                        .because(all, new RiskReport(request.risk(), 0, false)));
            }
            return List.copyOf(outcomes);
        }
    }

    /** Measures the part of the rows that is asked for. */
    VerificationPart part(Shard shard) {
        try (OpenCheckpoint opened =
                OpenCheckpoint.open(path, session.request(), session.data(), session.splits(), progress)) {
            NamedDevice device = session.devices().get(0);
            ProbeSettlement probed = ProbeSettlement.of(opened, session.request(), device.device());
            OpenCheckpoint whole = probed.subject();
            PartBuilder.requireOfRows(path, session.request(), whole, session.data());
            PartBuilder.requireSettled(path, whole);
            PartBuilder.requireSeveralArticles(path, session.data(), whole);
            ValidationRows all = whole.split().rows();
            ValidationRows rows = ShardRows.of(all, shard, session.batchSize());
            OpenCheckpoint subject = whole.on(
                    new ChosenSplit(rows, whole.split().label(), whole.split().description()));
            session.sequences().bind(rows.rowSet());
            Stopwatch watch = new Stopwatch();
            Evaluation evaluation =
                    new CheckpointEvaluation(session, path, subject, progress, null, all.rowSet()).on(device);
            Verification measured = measured(probed, subject, evaluation, device, watch);
            return new PartBuilder(shard, all, rows)
                    .build(
                            session.request(),
                            session.batchSize(),
                            session.data(),
                            subject,
                            evaluation.pass(),
                            measured,
                            evaluation.metric() == null
                                    ? null
                                    : evaluation.metric().ours(),
                            evaluation.observers());
        }
    }

    /** What was measured of some rows, before anything is judged. */
    private Verification measured(
            ProbeSettlement probed,
            OpenCheckpoint subject,
            Evaluation evaluation,
            NamedDevice device,
            Stopwatch watch) {
        return new VerificationReportBuilder(
                        session,
                        path,
                        subject,
                        probed.report(subject.selection().judging()))
                .build(device, evaluation)
                .overlap(further(device).overlap(subject, evaluation.actual().value()))
                .selfCheck(evaluation.selfCheck())
                .timing(timing(subject, evaluation, watch))
                .build();
    }

    private Outcome verifyByDrawing(ProbeSettlement probed, NamedDevice device) {
        OpenCheckpoint subject = probed.subject();
        VerificationRequest request = session.request();
        boolean repeat = request.riskSeed() != null;
        RiskReport report = new RiskReport(request.risk(), repeat ? request.riskSeed() : DrawOrder.freshSeed(), repeat);
        CheckpointEvaluation evaluation = new CheckpointEvaluation(session, path, subject, progress, null);
        Stopwatch watch = new Stopwatch();
        double[] loading = new double[1];
        Result drawn = evaluation.draw(device, report.seed(), () -> loading[0] = watch.lap());
        Seconds drawing = new Seconds(loading[0], watch.lap());
        if (!drawn.isComplete()) {
            Outcome outcome = stopped(probed, device, report, drawn, drawing);
            if (!AlternativeSearch.isWanted(request.diagnose(), Facts.deservesSearch(outcome.verification()))) {
                return outcome;
            }
            progress.note("The verdict is " + outcome.verification().verdict() + " after " + outcome.cosines().length
                    + " rows; the diagnosis reads all.");
        }
        session.sequences().bind(subject.split().rows().rowSet());
        return verify(probed, drawn.isComplete() ? drawn : null, device, new Stopwatch(), null, null)
                .because(drawn.isComplete() ? "none was left to draw" : "the diagnosis needs them", report);
    }

    private Outcome stopped(
            ProbeSettlement probed, NamedDevice device, RiskReport report, Result drawn, Seconds drawing) {
        Stopwatch watch = new Stopwatch();
        OpenCheckpoint opened = probed.subject();
        OpenCheckpoint subject = opened.on(opened.split().drawn(drawn.split().rows()));
        Evaluation evaluation = new CheckpointEvaluation(session, path, subject, progress, drawn).on(device);
        Verification measured = measured(probed, subject, evaluation, device, watch);
        Verification judged = judge(report.stopped(measured, drawn));
        Diagnosed diagnosed = diagnose(RiskReport.asSample(judged), subject, evaluation, device.device());
        Timing spent = timing(subject, evaluation, watch);
        double pass = drawing.pass() + spent.passSeconds();
        Verification complete = diagnosed.addTo(
                judged.aligned(alignment(opened, device.device())),
                new Timing(
                        spent.startupSeconds(),
                        spent.loadSeconds() + drawing.load(),
                        pass,
                        spent.totalSeconds() + drawing.load() + drawing.pass(),
                        subject.split().rows().size() / pass));
        return new Outcome(complete, subject.split().rows(), evaluation.judged().storedCosines(), null);
    }

    private float[] inFloat64(OpenCheckpoint subject) {
        OpenCheckpoint settled =
                ProbeSettlement.of(subject, session.request(), session.cpu()).subject();
        return ExactCosines.of(session.data(), settled, session.cpu(), session.batchSize(), progress);
    }

    /** @param drawn what was predicted of these very rows before; null for nothing */
    private Outcome verify(
            ProbeSettlement probed,
            @Nullable Result drawn,
            NamedDevice device,
            Stopwatch watch,
            @Nullable Outcome first,
            float @Nullable [] exact) {
        OpenCheckpoint opened = probed.subject();
        Evaluation likely = new CheckpointEvaluation(session, path, opened, progress, drawn).on(device);
        OpenCheckpoint subject = probed.proven()
                ? opened
                : new SizeSettlement(session, progress).settle(opened, likely.pass(), device.device());
        FittingDefinition judging = subject.selection().judging();
        Evaluation evaluation = judging == opened.selection().judging()
                ? likely
                : new CheckpointEvaluation(session, path, subject, progress, null).on(device);
        VerificationBuilder built =
                new VerificationReportBuilder(session, path, subject, probed.report(judging)).build(device, evaluation);
        Verification measured = further(device)
                .addTo(built, subject, evaluation.actual().value())
                .comparisons(comparisons(subject, evaluation, first, exact))
                .selfCheck(evaluation.selfCheck())
                .service(service(subject, evaluation))
                .timing(timing(subject, evaluation, watch))
                .build();
        Verification judged = judge(measured);
        Diagnosed diagnosed = diagnose(judged, subject, evaluation, device.device());
        Verification complete = diagnosed.addTo(
                judged.aligned(alignment(subject, device.device())), timing(subject, evaluation, watch));
        return new Outcome(
                complete,
                subject.split().rows(),
                evaluation.judged().storedCosines(),
                evaluation.metric() == null ? null : evaluation.metric().ours().values());
    }

    private FurtherRuns further(NamedDevice device) {
        boolean ofCosines = session.request().metric() == null;
        return new FurtherRuns(session.data(), device.device(), session.batchSize(), progress, ofCosines);
    }

    private static List<Comparison> comparisons(
            OpenCheckpoint subject, Evaluation evaluation, @Nullable Outcome first, float @Nullable [] exact) {
        DeviceComparison ours =
                new DeviceComparison(evaluation.judged(), evaluation.actual().value(), subject.kind(), subject.batch());
        return first == null
                ? ours.with(null, null, exact)
                : ours.with(first.verification().device().used(), first.cosines(), exact);
    }

    /** What a running service answers for the rows. */
    private @Nullable ServiceCheck service(OpenCheckpoint subject, Evaluation evaluation) {
        ServiceRequest asked = session.request().service();
        KeptRows kept = evaluation.observers().kept();
        if (asked == null || kept == null) {
            return null;
        }
        progress.note("asking " + asked.publicUrl());
        return ServiceComparison.run(
                asked,
                session.bound(),
                new ServiceComparison.Subject(
                        kept,
                        subject.split().rows(),
                        evaluation.definitionNames(),
                        session.sequences().dimension(),
                        subject.split().population(),
                        Objects.requireNonNull(subject.split().description().seed(), "rows are drawn by a seed"),
                        null),
                progress);
    }

    private Timing timing(OpenCheckpoint subject, Evaluation evaluation, Stopwatch watch) {
        double pass = evaluation.seconds().pass();
        int rows = subject.split().rows().size();
        return new Timing(
                session.startupSeconds(),
                evaluation.seconds().load(),
                pass,
                subject.openSeconds() + watch.total(),
                pass > 0 ? rows / pass : 0);
    }

    private Verification judge(Verification measured) {
        List<GateOutcome> gates = new GateEvaluator(session.request().gates()).evaluate(measured.measurements());
        return measured.judged(gates, GateEvaluator.verdict(gates));
    }

    /** A claim of another metric than the cosine is held against no alternatives, which are all cosines. */
    private Diagnosed diagnose(Verification judged, OpenCheckpoint subject, Evaluation evaluation, TorchDevice device) {
        return new EvidenceCollector(new Gathering(
                        Asked.of(session.request(), judged.checkpoint().path()),
                        session.data(),
                        session.splits(),
                        judged.measured() == null ? subject : subject.withoutClaim(),
                        judged.measured() == null ? judged : judged.withoutClaim(),
                        new Seen(
                                evaluation.pass(),
                                evaluation.observers().similarity(),
                                evaluation.observers().all(),
                                evaluation.servingFacts(judged, subject),
                                evaluation.compared().baseline()),
                        new Running(device, session.cpu(), session.batchSize(), progress)))
                .diagnose();
    }

    /** On the rows of the split, which the trainer held out if anybody can tell; null unless asked for. */
    private @Nullable Alignment alignment(OpenCheckpoint subject, TorchDevice device) {
        if (!session.request().alignment()) {
            return null;
        }
        progress.note("5-to-1 causal alignment");
        return new CheckedAlignment(subject.selection().judging(), subject.weights(), device, session.cpu())
                .test(
                        session.request().articles(),
                        new CausalAlignment.Settings(
                                CausalAlignment.DEFAULT_SAMPLES, CausalAlignment.DEFAULT_HORIZON, session.batchSize()),
                        progress::rows,
                        session.sequences(),
                        subject.split().rows().rowSet(),
                        null);
    }
}
