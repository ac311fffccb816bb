package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.Objects;

/**
 * One verified checkpoint of one build, as the history keeps it.
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
 * @param claim the claim, or null
 * @param actual the re-measured number
 * @param standardError of the re-measured mean, or null
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
        String checkpoint,
        String data,
        long sequences,
        String forward,
        Double claim,
        double actual,
        Double standardError,
        Double gap,
        Verdict verdict,
        String missed) {

    public HistoryRecord {
        Objects.requireNonNull(folder);
        Objects.requireNonNull(id);
        Objects.requireNonNull(model);
        Objects.requireNonNull(device);
        Objects.requireNonNull(verdict);
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
