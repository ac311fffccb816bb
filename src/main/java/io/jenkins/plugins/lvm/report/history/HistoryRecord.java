package io.jenkins.plugins.lvm.report.history;

import org.jspecify.annotations.Nullable;

/**
 * One checkpoint of one build, as the history keeps it, also where it could not be verified: then there is a problem in place of a device
 * and numbers. A path or name is null where what the build had stored lacks it.
 *
 * @param build number of the build
 * @param folder name of the build's folder, by which a deleted build is noticed
 * @param timestamp start of the build, milliseconds since the epoch
 * @param id name of the verification within the build
 * @param model name of the model, the same for all checkpoints of a series
 * @param metric what claim and actual are numbers of; null for the cosine
 * @param device device that computed the numbers; null if nothing was computed
 * @param checkpoint path of the checkpoint
 * @param data path of the sequences
 * @param sequences number of sequences in the data
 * @param forward forward definition that judged the claim
 * @param claim the claim
 * @param actual the re-measured number; null if the checkpoint could not be verified
 * @param standardError of the re-measured mean
 * @param gap actual minus claim; null without a claim that can be recomputed
 * @param standing what was concluded
 * @param missed names of the gates that led to the verdict, separated by commas; empty when it passed
 * @param problem why the checkpoint could not be verified, and what to do, in sentences; null if it was
 */
public record HistoryRecord(
        int build,
        String folder,
        long timestamp,
        String id,
        String model,
        @Nullable String metric,
        @Nullable String device,
        @Nullable String checkpoint,
        @Nullable String data,
        long sequences,
        @Nullable String forward,
        @Nullable Double claim,
        @Nullable Double actual,
        @Nullable Double standardError,
        @Nullable Double gap,
        Standing standing,
        String missed,
        @Nullable String problem) {

    /** Builds one. */
    public static HistoryRecordBuilder builder() {
        return new HistoryRecordBuilder();
    }

    /** Whether the checkpoint could not be verified. */
    public boolean isError() {
        return standing == Standing.ERROR;
    }

    /** Key of the series that this belongs to by itself, numbers of one metric only; {@link Series#of} may find another one for an error. */
    public String series() {
        String numbers = model + (metric == null ? "" : ", " + metric);
        return device == null ? numbers : numbers + " on " + device;
    }

    /** Seconds are too coarse, and numbers are used again, so builds are the same where both agree. */
    boolean isSameBuild(HistoryRecord other) {
        return folder.equals(other.folder) && timestamp == other.timestamp;
    }

    /** Whether both speak of the same checkpoint of the same build. */
    boolean isSameCheckpoint(final HistoryRecord other) {
        return folder.equals(other.folder) && id.equals(other.id);
    }
}
