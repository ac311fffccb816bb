package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.checkpoint.Checkpoint;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.StateDictWeights;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardSelection;
import io.jenkins.plugins.lvm.verifier.selfcheck.CheckedAlignment;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import io.jenkins.plugins.lvm.verifier.trainer.CheckpointRecord;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tests the 5-to-1 causal alignment of one checkpoint alone, on all rows of the data, and looks at no claim. */
public final class AlignmentVerification {
    private final VerificationRequest request;
    private final @Nullable Path outOfDistribution;
    private final int samples;
    private final int horizon;

    /**
     * What was found.
     *
     * @param checkpoint its path
     * @param sha256 its digest in hex
     * @param forwardDefinition what predicted
     * @param seconds wall time of the tests, without start-up
     */
    public record Result(
            String checkpoint,
            String sha256,
            String forwardDefinition,
            Alignment alignment,
            Device device,
            double seconds,
            Software software) {}

    /**
     * @param request names one checkpoint, the data, the articles, and how to compute
     * @param outOfDistribution npz with sequences of another kind
     * @param samples most rows of each test; 0 means the usual number
     * @param horizon steps of a rollout; 0 means the usual number
     */
    public AlignmentVerification(
            VerificationRequest request, @Nullable Path outOfDistribution, int samples, int horizon) {
        this.request = request;
        this.outOfDistribution = outOfDistribution;
        this.samples = samples == 0 ? CausalAlignment.DEFAULT_SAMPLES : samples;
        this.horizon = horizon == 0 ? CausalAlignment.DEFAULT_HORIZON : horizon;
    }

    /**
     * Tests the checkpoint on the first device.
     *
     * @throws VerifierException if a file cannot be read, or does not go with the others
     */
    public Result run(Progress progress) {
        String path = request.checkpoints().get(0);
        try (VerificationSession session = VerificationSession.open(request, null, BoundHeaders.NONE, progress);
                SequenceData other = outOfDistribution == null ? null : other(outOfDistribution, session.sequences());
                Checkpoint checkpoint = CheckpointReader.open(Path.of(path))) {
            StateDictWeights weights = new StateDictWeights(checkpoint.stateDict());
            FittingDefinition judging = ForwardSelection.of(
                            request,
                            weights,
                            CheckpointRecord.hints(
                                    checkpoint, session.sequences().contextLength()))
                    .judging();
            OpenCheckpoint.requireWidth(checkpoint, judging, session.sequences());
            judging.notes().forEach(progress::note);
            VerificationSession.NamedDevice device = session.devices().get(0);
            Stopwatch watch = new Stopwatch();
            Alignment alignment = new CheckedAlignment(judging, weights, device.device(), session.cpu())
                    .test(
                            request.articles(),
                            new CausalAlignment.Settings(samples, horizon, session.batchSize()),
                            progress::rows,
                            session.sequences(),
                            RowSet.first(session.sequences().sequences()),
                            other);
            return new Result(
                    path,
                    checkpoint.sha256(),
                    judging.name(),
                    alignment,
                    device.description(),
                    watch.total(),
                    session.software());
        }
    }

    private static SequenceData other(Path outOfDistribution, SequenceData data) {
        SequenceData other = SequenceData.open(outOfDistribution);
        if (other.dimension() != data.dimension() || other.contextLength() != data.contextLength()) {
            other.close();
            throw VerifierException.unreadable(
                    outOfDistribution + " has contexts of " + other.contextLength() + " vectors of "
                            + other.dimension() + " components, "
                            + data.arrays().path() + " of " + data.contextLength()
                            + " of " + data.dimension() + ".",
                    "Name sequences for the same model.");
        }
        return other;
    }
}
