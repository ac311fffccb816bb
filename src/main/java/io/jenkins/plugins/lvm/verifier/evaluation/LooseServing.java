package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.LooseLoading;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.model.LooseFit;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.List;
import java.util.Optional;

/** Runs what a service makes of the weights that loads them with {@code strict=False}. */
public final class LooseServing {
    private LooseServing() {}

    /**
     * Measures it on the rows that the claim is held against; empty where the service does not load so.
     *
     * @param judged what the definition that judges reaches
     */
    public static Optional<Serving> measure(
            OpenCheckpoint subject,
            double judged,
            EvaluationData data,
            TorchDevice device,
            int batchSize,
            Progress progress) {
        LooseFit loose = subject.selection().loose();
        if (loose == null) {
            return Optional.empty();
        }
        OpenCheckpoint.requireWidth(subject.checkpoint(), loose.definition(), data.sequences());
        progress.note(loose.definition() + " binds " + loose.bound().size() + " tensors; "
                + loose.missing().size() + " stay as they were initialised");
        ChangedRuns runs = new ChangedRuns(data, subject.split().rows(), device, batchSize, progress);
        double value = runs.inSpaceOf(
                        subject,
                        List.of(new ChangedRuns.Run(loose.definition(), loose.weights(), Contexts.AS_THEY_ARE)))
                .get(0)
                .mean(subject.kind(), subject.batch());
        return Optional.of(new Serving(
                loose.definition().name(),
                value,
                value - judged,
                new LooseLoading(loose.bound(), loose.missing(), loose.unexpected())));
    }
}
