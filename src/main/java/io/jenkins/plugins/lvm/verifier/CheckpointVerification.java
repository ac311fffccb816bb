package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.CheckpointEvaluation.Evaluation;
import io.jenkins.plugins.lvm.verifier.VerificationSession.NamedDevice;
import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts.Side;
import io.jenkins.plugins.lvm.verifier.evaluation.DeviceComparison;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evidence.EvidenceCollector;
import io.jenkins.plugins.lvm.verifier.evidence.EvidenceCollector.Diagnosed;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Running;
import io.jenkins.plugins.lvm.verifier.evidence.Gathering.Seen;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** A verification with the cosine of each row in evaluation order. */
    record Outcome(Verification verification, float[] cosines) {}

    /** Verifies the checkpoint once on each device. */
    List<Outcome> run() {
        try (OpenCheckpoint subject =
                OpenCheckpoint.open(path, session.request(), session.data(), session.splits(), progress)) {
            // The engines are still starting.
            RowSet rows = subject.split().rows().rowSet();
            session.sequences().bind(rows);
            session.sequences().readAhead(rows, session.batchSize());
            CheckpointEvaluation evaluation = new CheckpointEvaluation(session, path, subject, progress);
            float[] exact = session.request().precision().equals("float64") ? evaluation.inFloat64() : null;
            List<Outcome> outcomes = new ArrayList<>();
            for (NamedDevice device : session.devices()) {
                if (session.devices().size() > 1) {
                    progress.note("on " + device.device().used());
                }
                outcomes.add(verify(subject, evaluation, device, outcomes.isEmpty() ? null : outcomes.get(0), exact));
            }
            return List.copyOf(outcomes);
        }
    }

    private Outcome verify(
            OpenCheckpoint opened,
            CheckpointEvaluation evaluator,
            NamedDevice device,
            @Nullable Outcome first,
            float @Nullable [] exact) {
        Stopwatch watch = new Stopwatch();
        Evaluation likely = evaluator.on(device);
        OpenCheckpoint subject = new SizeSettlement(session, progress).settle(opened, likely.pass(), device.device());
        FittingDefinition judging = subject.selection().judging();
        Evaluation evaluation = judging == opened.selection().judging()
                ? likely
                : new CheckpointEvaluation(session, path, subject, progress).on(device);
        Verification measured = new VerificationReportBuilder(session, path, subject)
                .build(device, evaluation)
                .comparisons(comparisons(subject, evaluation, first, exact))
                .timing(timing(subject, evaluation, watch))
                .build();
        Verification judged = judge(measured);
        Diagnosed diagnosed = diagnose(judged, subject, evaluation, device.device());
        Verification complete = judged.aligned(alignment(subject, device.device()))
                .diagnosed(diagnosed.findings(), diagnosed.diagnosis(), timing(subject, evaluation, watch));
        return new Outcome(complete, evaluation.judged().storedCosines());
    }

    private static List<Comparison> comparisons(
            OpenCheckpoint subject, Evaluation evaluation, @Nullable Outcome first, float @Nullable [] exact) {
        DeviceComparison ours =
                new DeviceComparison(evaluation.judged(), evaluation.actual().value(), subject.kind(), subject.batch());
        List<Comparison> comparisons = new ArrayList<>();
        if (first != null) {
            comparisons.add(ours.withDevice(first.verification().device().used(), first.cosines()));
        }
        if (exact != null) {
            comparisons.add(ours.withFloat64(exact));
        }
        return comparisons;
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

    private Diagnosed diagnose(Verification judged, OpenCheckpoint subject, Evaluation evaluation, TorchDevice device) {
        return new EvidenceCollector(new Gathering(
                        session.request(),
                        session.data(),
                        session.splits(),
                        subject,
                        judged,
                        new Seen(
                                evaluation.pass(),
                                evaluation.observers().similarity(),
                                evaluation.observers().all(),
                                servingFacts(judged, subject, evaluation),
                                evaluation.baseline()),
                        new Running(device, session.batchSize(), progress)))
                .diagnose();
    }

    /** Null when nothing is known of the service, or it uses the definition that judges. */
    private static @Nullable ServingFacts servingFacts(
            Verification judged, OpenCheckpoint subject, Evaluation evaluation) {
        Serving served = judged.serving();
        if (evaluation.serving() == null || served == null) {
            return null;
        }
        FittingDefinition equivalent = evaluation.equivalent();
        return evaluation
                .serving()
                .facts(
                        new Side(
                                subject.selection().judging().name(),
                                judged.actual().value()),
                        new Side(served.forwardDefinition(), served.value()),
                        subject.split().rows(),
                        equivalent == null ? null : equivalent.name());
    }

    /** On the rows of the split, which the trainer held out if anybody can tell; null unless asked for. */
    private @Nullable Alignment alignment(OpenCheckpoint subject, TorchDevice device) {
        if (!session.request().alignment()) {
            return null;
        }
        progress.note("5-to-1 causal alignment");
        try (ForwardPass forward = new ForwardPass(List.of(subject.selection().judging()), subject.weights(), device)) {
            return new CausalAlignment(
                            forward,
                            session.request().articles().stream().map(Path::of).toList(),
                            new CausalAlignment.Settings(
                                    CausalAlignment.DEFAULT_SAMPLES,
                                    CausalAlignment.DEFAULT_HORIZON,
                                    session.batchSize()),
                            progress::rows)
                    .test(session.sequences(), subject.split().rows().rowSet(), null);
        }
    }
}
