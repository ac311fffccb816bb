package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Overlap;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model once more where the file or the request asks for it: with other state dicts, loaded loosely, or on all rows.
 *
 * @param ofCosines whether the claim is one; what overlap explains is told of cosines only
 */
public record FurtherRuns(
        EvaluationData data, TorchDevice device, int batchSize, Progress progress, boolean ofCosines) {

    /**
     * Adds what the other state dicts of the file reach, what a service does that loads loosely, and what overlap explains.
     *
     * @param actual what the definition that judges reaches
     */
    public VerificationBuilder addTo(VerificationBuilder built, OpenCheckpoint subject, double actual) {
        OtherWeights others = OtherWeights.measure(subject, actual, data, device, batchSize, progress);
        LooseServing.measure(subject, actual, data, device, batchSize, progress).ifPresent(built::serving);
        return built.otherWeights(others.values())
                .servingWeights(others.serving())
                .overlap(overlap(subject, actual));
    }

    /** What overlap with training can explain of a value above the claim; null where nothing is to be explained. */
    public @Nullable Overlap overlap(OpenCheckpoint subject, double actual) {
        return ofCosines
                ? OverlapBound.measure(subject, actual, data, device, batchSize, progress)
                        .orElse(null)
                : null;
    }
}
