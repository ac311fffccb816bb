package io.jenkins.plugins.lvm.verifier.shard;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a part says of itself.
 *
 * @param version of the layout
 * @param shard which part it is
 * @param rows rows of the whole split
 * @param sizes of batches and vectors
 * @param definitions names, the judging one first
 * @param served index of the service's definition; −1 where it is not named
 * @param description everything that is the same in all parts, with numbers and digests of this part in places of those of all
 * @param gates thresholds
 */
record PartHead(
        int version,
        Shard shard,
        int rows,
        Sizes sizes,
        List<String> definitions,
        int served,
        Verification description,
        GateSettings gates) {
    static final int VERSION = 2;

    /**
     * Numbers of rows and components.
     *
     * @param batch rows of the trainer's batches, which batch means are made of
     * @param passBatch rows of one forward pass
     * @param dimension components of a vector
     * @param articles whether the data names an article for each row
     */
    record Sizes(int batch, int passBatch, int dimension, boolean articles) {}

    /** What parts that do not belong together differ in first, in words; null if they belong together. */
    @Nullable
    String differsFrom(PartHead other) {
        Verification ours = description;
        Verification theirs = other.description;
        if (version != VERSION || other.version != VERSION) {
            return "another version wrote it";
        }
        if (!ours.checkpoint().sha256().equals(theirs.checkpoint().sha256())) {
            return "it is of another checkpoint";
        }
        if (!Objects.equals(ours.checkpoint().others(), theirs.checkpoint().others())) {
            return "other files lie in the folder of its checkpoint, or were not looked at";
        }
        if (!ours.data().fingerprint().equals(theirs.data().fingerprint())
                || !ours.data().keys().equals(theirs.data().keys())) {
            return "it is of other data";
        }
        if (rows != other.rows
                || !ours.split().rowsSha256().equals(theirs.split().rowsSha256())) {
            return "it is of another split";
        }
        if (shard.count() != other.shard.count()) {
            return "it is one of " + shard.count() + " parts, not of " + other.shard.count();
        }
        if (!definitions.equals(other.definitions) || served != other.served) {
            return "it is of other forward definitions";
        }
        if (!Objects.equals(metric(), other.metric())) {
            return "its metric is " + name() + ", not " + other.name();
        }
        if (!Objects.equals(graph(ours), graph(theirs))) {
            return "it is of another ONNX graph";
        }
        if (!Objects.equals(ours.claim(), theirs.claim())) {
            return "it holds another claim";
        }
        if (!sizes.equals(other.sizes)) {
            return "its batches or vectors are of another size";
        }
        if (!gates.equals(other.gates)) {
            return "it was verified with other thresholds";
        }
        if (!ours.software().verifier().equals(theirs.software().verifier())
                || !ours.software().libtorch().equals(theirs.software().libtorch())) {
            return "another version of the verifier or of libtorch measured it";
        }
        return null;
    }

    /** Null of the cosine. */
    @Nullable
    Metric metric() {
        Measured measured = description.measured();
        return measured == null ? null : measured.entry();
    }

    private String name() {
        Metric metric = metric();
        return metric == null ? Metrics.COSINE : metric.name();
    }

    private static @Nullable String graph(Verification of) {
        CheckpointFile graph = of.model().forwardOnnx();
        return graph == null ? null : graph.sha256();
    }
}
