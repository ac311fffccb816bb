package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import org.jspecify.annotations.Nullable;

/**
 * How a trainer measured the metric that it wrote into its checkpoint.
 *
 * @param trainer the trainer recognised
 * @param space what its cosine is taken between
 * @param kind how it averages
 * @param batchSize its validation batch size
 * @param retrieval how it measures retrieval; null if it does not
 * @param split the rows it measured on
 */
public record Convention(
        Trainer trainer,
        Space space,
        MeanKind kind,
        int batchSize,
        @Nullable RetrievalRule retrieval,
        SplitPlan split) {

    /**
     * The convention for a claim that a user gives: one of an unknown trainer is the mean of all rows, as people name means. The means
     * of known trainers stay their own.
     */
    public Convention ofGivenClaim() {
        return trainer == Trainer.UNKNOWN ? averaging(MeanKind.SAMPLE_MEAN, batchSize) : this;
    }

    /** The same for a claim that is a mean over batches of so many rows each; of one row, it is the mean of all rows. */
    public Convention ofBatches(int rows) {
        return rows == 1 ? averaging(MeanKind.SAMPLE_MEAN, batchSize) : averaging(MeanKind.BATCH_MEAN, rows);
    }

    private Convention averaging(MeanKind other, int rows) {
        return new Convention(trainer, space, other, rows, retrieval, split);
    }

    /** Why its claim cannot be recomputed from a checkpoint and rows alone, in words; null if it can. */
    public @Nullable String needs() {
        return retrieval == null || retrieval.candidates() != RetrievalRule.Candidates.BANK
                ? null
                : "it looks for targets among " + retrieval.candidates().words() + ", which has to be named";
    }
}
