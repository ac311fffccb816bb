package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import org.jspecify.annotations.Nullable;

/** Opens what a checkpoint is held against. */
public final class Baselines {
    private Baselines() {}

    /**
     * The baseline of a checkpoint.
     *
     * @param path of the checkpoint, as the request names it
     * @param space in which the checkpoint itself is measured
     * @throws VerifierException if it cannot be read, or is measured in another space or by another metric
     */
    public static @Nullable BaselineRun open(
            EvaluationData data, VerificationRequest request, String path, Space space, TorchDevice device) {
        BaselineSource source = request.baselineOf(path);
        if (source == null) {
            return null;
        }
        BaselineRun baseline = source.checkpoint() == null
                ? new StoredBaseline(new RowsOfData(data), source, path, device.used(), request.metricEntry())
                : new MeasuredBaseline(data, source, request, device);
        Space theirs = baseline.space();
        if (theirs != null && theirs != space) {
            baseline.close();
            throw new VerifierException(
                    Reason.USAGE,
                    "The baseline of " + path + " is measured in the space " + theirs + ", the checkpoint itself in "
                            + space + ".",
                    "Name a baseline of the same trainer.");
        }
        return baseline;
    }
}
