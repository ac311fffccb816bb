package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One verified checkpoint of one build, as the history keeps it. A path or name is null where what the build had stored lacks it.
 *
 * @param build number of the build
 * @param folder name of the build's folder, by which a deleted build is noticed
 * @param timestamp start of the build, milliseconds since the epoch
 * @param id name of the verification within the build
 * @param model name of the model, the same for all checkpoints of a series
 * @param device device that computed the numbers
 * @param checkpoint path of the checkpoint
 * @param data path of the sequences
 * @param sequences number of sequences in the data
 * @param forward forward definition that judged the claim
 * @param claim the claim; null without one
 * @param actual the re-measured number
 * @param standardError of the re-measured mean; null if there is none
 * @param gap actual minus claim; null without a claim that can be recomputed
 * @param verdict what was concluded
 * @param missed names of the gates that led to the verdict, separated by commas; empty when it passed
 */
public record HistoryRecord(
        int build,
        String folder,
        long timestamp,
        String id,
        String model,
        String device,
        @Nullable String checkpoint,
        @Nullable String data,
        long sequences,
        @Nullable String forward,
        @Nullable Double claim,
        double actual,
        @Nullable Double standardError,
        @Nullable Double gap,
        Verdict verdict,
        String missed) {

    /** Builds one. */
    public static HistoryRecordBuilder builder() {
        return new HistoryRecordBuilder();
    }

    /** Key of the series that this belongs to. */
    public String series() {
        return model + " on " + device;
    }

    /** Whether both speak of the same checkpoint of the same build. */
    boolean isSameCheckpoint(final HistoryRecord other) {
        return folder.equals(other.folder) && id.equals(other.id);
    }
}
