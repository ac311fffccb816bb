package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be verified, and how. Paths are those of the machine that verifies. {@code null} and zero mean "decide from the
 * evidence" unless said otherwise.
 *
 * @param schemaVersion version of this layout, {@value #SCHEMA_VERSION}
 * @param checkpoints files to verify, in this order
 * @param data npz with the sequences
 * @param contextsKey name of the array with the contexts; null to look for those that trainers write
 * @param targetsKey name of the array with the targets; null to look for those that trainers write
 * @param input arrays that the ONNX graph reads in place of contexts, each {@code NAME=KEY}; empty for its one input
 * @param rowsKey name of the array with the rows that validate; null to split as the trainer does
 * @param claim what the checkpoint claims: a number, or where it stands; null to look where trainers write it
 * @param claimBatch rows in each batch whose means the claim is the mean of, 1 for the mean of all rows; 0 for what the trainer does
 * @param metric what the claim is a number of; null for the cosine
 * @param split {@code auto}, {@code articles}, {@code random}, {@code tail} or {@code all}
 * @param seed seed of a random split; null means the trainer's, else 42
 * @param validationFraction share of the sequences (or articles) that is held out; null means the trainer's, else 0.1
 * @param permutation {@code torch} or {@code numpy}; null means the trainer's, else torch
 * @param maxSamples at most this many validation rows, evenly spread; 0 means all
 * @param forward name of the forward definition that judges the claim; null means the trainer's
 * @param forwardOnnx ONNX graph that gives the forward pass as one more definition
 * @param graphConstants whether that graph may hold larger constants that are not from the checkpoint
 * @param servingForward name of the forward definition that the deployed service uses; null when unknown
 * @param loose whether the service loads with {@code strict=False}, so that {@code servingForward} need not fit the weights
 * @param weights key of the state dict that judges the claim; null means the model's own
 * @param servingWeights key of the state dict that the deployed service loads; null when unknown
 * @param predictions npy with what the deployed service predicts for the validation rows in evaluation order
 * @param device {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:N} or {@code mps}
 * @param devices when not empty, each checkpoint is verified on each of these in place of {@code device}, and compared with the first
 * @param precision {@code float32}, or {@code float64} to compare with a computation in float64 on the CPU as well
 * @param libtorch folder of an installed libtorch to use in place of the one that travels with the verifier; null for that one
 * @param batchSize sequences per forward pass; 0 means a size that suits the machine. It does not change any number.
 * @param threads CPU threads of one forward pass; 0 means all cores
 * @param diagnose {@code auto} (look for causes when a gate is missed), {@code always} or {@code never}; cheap checks are always made
 * @param sanity whether only a few hundred rows are looked at, to see quickly whether the model predicts anything at all; then the
 *     claim is not judged, whatever the gates, and no causes are looked for
 * @param alignment whether the 5-to-1 causal alignment is tested as well
 * @param articles npz files with the vectors of whole articles, for the alignment; empty to take them from the sequences
 * @param baselineProfile statistics of the data that an earlier verification ran on; null means those of the baseline's report
 * @param baselines earlier checkpoints to hold these against
 * @param heldOut npz with sequences that no trainer saw
 * @param siblings folder with other checkpoints of the same training run, to tell whose claim or weights these are
 * @param earlier what earlier verifications found of other checkpoints, for the same end; empty without any
 * @param bank npz with the vectors among which retrieval claims look for their targets; null for those that the data holds
 * @param risk probability that a wrong verdict may have: rows are drawn at random until it is lower; 0 means that all rows are read
 * @param riskSeed seed of the order in which they are drawn, to repeat a run; null to draw one
 * @param shard part of the rows to read, to be joined with the other parts; null for all
 * @param parts files that runs with a shard have written, to be joined in place of a verification; empty for none
 * @param gates thresholds
 * @param service a running service to hold the checkpoint against, on rows drawn at random from its validation rows; then the claim is not
 *     judged, and no causes but the service's are looked for
 * @param rowDigests file for the digests of the rows used, where an agent writes it
 * @param wholeFolders whether those files of a folder that no verification reads are digested as well, for an attestation
 */
public record VerificationRequest(
        int schemaVersion,
        List<String> checkpoints,
        String data,
        @Nullable String contextsKey,
        @Nullable String targetsKey,
        List<String> input,
        @Nullable String rowsKey,
        @Nullable String claim,
        int claimBatch,
        @Nullable String metric,
        String split,
        @Nullable Long seed,
        @Nullable Double validationFraction,
        @Nullable String permutation,
        int maxSamples,
        @Nullable String forward,
        @Nullable String forwardOnnx,
        boolean graphConstants,
        @Nullable String servingForward,
        boolean loose,
        @Nullable String weights,
        @Nullable String servingWeights,
        @Nullable String predictions,
        String device,
        List<String> devices,
        String precision,
        @Nullable String libtorch,
        int batchSize,
        int threads,
        String diagnose,
        boolean sanity,
        boolean alignment,
        List<String> articles,
        @Nullable DataProfile baselineProfile,
        List<BaselineSource> baselines,
        @Nullable String heldOut,
        @Nullable String siblings,
        List<EarlierClaim> earlier,
        @Nullable String bank,
        double risk,
        @Nullable Long riskSeed,
        @Nullable Shard shard,
        List<String> parts,
        GateSettings gates,
        @Nullable ServiceRequest service,
        @Nullable String rowDigests,
        boolean wholeFolders) {

    /** The layout that this version writes. */
    public static final int SCHEMA_VERSION = 1;

    public VerificationRequest {
        checkpoints = checkpoints == null ? List.of() : List.copyOf(checkpoints);
        input = input == null ? List.of() : List.copyOf(input);
        metric = sanity || service != null || Metrics.COSINE.equals(metric) ? null : metric;
        split = Settings.SPLIT.orDefault(split);
        device = Settings.DEVICE.orDefault(device);
        devices = devices == null ? List.of() : List.copyOf(devices);
        precision = Settings.PRECISION.orDefault(precision);
        diagnose = sanity || service != null ? "never" : Settings.DIAGNOSE.orDefault(diagnose);
        parts = parts == null ? List.of() : List.copyOf(parts);
        articles = articles == null ? List.of() : List.copyOf(articles);
        earlier = earlier == null ? List.of() : List.copyOf(earlier);
        baselines = baselines == null ? List.of() : List.copyOf(baselines);
        gates = sanity
                ? GateSettings.sanity()
                : service != null
                        ? GateSettings.service(service.tolerance())
                        : gates == null ? GateSettings.defaults() : gates;
    }

    /**
     * An earlier checkpoint: a file to measure on the same rows, or a stored report.
     *
     * @param of path of the checkpoint that is held against it; null for all
     * @param checkpoint file to measure; null for a report
     * @param report report of its verification, with the cosines of its rows beside it; null for a checkpoint
     * @param name what people call it; null for its path
     */
    public record BaselineSource(
            @Nullable String of, @Nullable String checkpoint, @Nullable String report, @Nullable String name) {}

    /** The metric that the claim is a number of; null for the cosine. */
    public @Nullable Metric metricEntry() {
        return Metrics.named(metric);
    }

    /** The baseline of a checkpoint. */
    public @Nullable BaselineSource baselineOf(String path) {
        return baselines.stream()
                .filter(source -> source.of() == null || source.of().equals(path))
                .findFirst()
                .orElse(null);
    }

    /** A request with everything left to the evidence and to the defaults. */
    public static VerificationRequestBuilder of(List<String> checkpoints, String data) {
        return new VerificationRequestBuilder(checkpoints, data);
    }
}
