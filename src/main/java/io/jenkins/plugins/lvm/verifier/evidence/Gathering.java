package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import io.jenkins.plugins.lvm.verifier.diagnosis.Sampling;
import io.jenkins.plugins.lvm.verifier.diagnosis.ServingFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ContextSimilarity;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Observer;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What evidence is gathered from.
 *
 * @param asked what of the request it depends on
 * @param subject the checkpoint that was measured
 * @param measured the verification with its gates
 * @param seen what the first pass saw
 * @param running where more can be run
 */
public record Gathering(
        Asked asked,
        EvaluationData data,
        SplitChooser splits,
        OpenCheckpoint subject,
        Verification measured,
        Seen seen,
        Running running) {

    /**
     * What the first pass saw.
     *
     * @param similarity of the judging definition's predictions
     * @param observers all that looked at its batches
     * @param serving the service held against the trainer's definition; null if nothing is known of the service
     * @param baseline an earlier checkpoint
     */
    public record Seen(
            ValidationPass pass,
            ContextSimilarity similarity,
            List<Observer> observers,
            @Nullable ServingFacts serving,
            @Nullable BaselineRun baseline) {
        public Seen {
            observers = List.copyOf(observers);
        }

        /** The observer of a class; empty if none was in the pass. */
        public <T extends Observer> Optional<T> observer(Class<T> wanted) {
            return observers.stream()
                    .filter(wanted::isInstance)
                    .map(wanted::cast)
                    .findFirst();
        }
    }

    /** The device of the measurement and the one for float64, rows in a batch there, and where to say what goes on. */
    public record Running(TorchDevice device, TorchDevice cpu, int batchSize, Progress progress) {}

    /** What is between claim and measurement; null without a usable claim. */
    @Nullable
    Gap gap() {
        Claim claim = measured.claim();
        if (claim == null || !claim.supported()) {
            return null;
        }
        Actual actual = measured.actual();
        int[] clusters = data.groups().clusters(subject.split().rows());
        return new Gap(
                claim.value(),
                actual.value(),
                measured.split().reproducible(),
                new Sampling(
                        Measurement.reach(actual, clusters, Sampling.USUAL),
                        Measurement.reach(actual, clusters, Sampling.EXTREME)));
    }
}
