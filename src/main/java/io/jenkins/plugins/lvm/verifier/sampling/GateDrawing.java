package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.sampling.RiskLimited.Result;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Draws rows of a checkpoint's split until every gate that is asked for is decided. */
public final class GateDrawing {
    private final EvaluationData data;
    private final VerificationRequest request;
    private final OpenCheckpoint subject;
    private final @Nullable HeldOutRows unseen;
    private final int batchSize;
    private final Progress progress;

    /** @param unseen rows that no trainer saw; null where none are asked for */
    public GateDrawing(
            EvaluationData data,
            VerificationRequest request,
            OpenCheckpoint subject,
            @Nullable HeldOutRows unseen,
            int batchSize,
            Progress progress) {
        this.data = data;
        this.request = request;
        this.subject = subject;
        this.unseen = unseen;
        this.batchSize = batchSize;
        this.progress = progress;
    }

    /**
     * Draws.
     *
     * @param baseline an earlier checkpoint; null where none is named
     * @param earlier what runs it; null where it is not measured
     * @param loaded told when the weights are on the device and the first row is about to be read
     */
    public Result draw(
            TorchDevice device, @Nullable BaselineRun baseline, @Nullable Beside earlier, long seed, Runnable loaded) {
        ForwardSelection selection = subject.selection();
        Population split = Population.of(data, subject);
        try (ForwardPass forward = ForwardPass.verified(selection.all(), subject.weights(), device);
                ForwardPass judging = unseen == null
                        ? null
                        : ForwardPass.verified(List.of(selection.judging()), subject.weights(), device)) {
            loaded.run();
            OptionalDouble stored = baseline == null ? OptionalDouble.empty() : baseline.storedMean();
            GateQuantities.Subject gated = new GateQuantities.Subject(
                    subject.claimed(),
                    subject.kind(),
                    selection.judging(),
                    selection.servingRun(),
                    selection.others(),
                    earlier == null ? null : earlier.forward().definitions().get(0),
                    stored.isPresent() ? stored.getAsDouble() : null);
            return new RiskLimited(request.risk(), seed, batchSize, progress)
                    .draw(
                            split,
                            forward,
                            earlier,
                            new GateQuantities(new GateEvaluator(request.gates()).gates(), gated, split.hasPartners()),
                            unseen == null || judging == null
                                    ? null
                                    : new RiskLimited.HeldOut(Population.of(unseen), judging));
        }
    }
}
