package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;

/**
 * The rows of a split in two parts: rows of equal weight, which are drawn from, and the rest, which is always read. For a mean over batches
 * the rest is the short last batch, each of whose rows weighs more.
 *
 * @param drawable how many of the first positions are drawn from
 * @param rest how many positions come after them
 * @param batch rows in a full batch
 */
public record RowStrata(int drawable, int rest, int batch) {

    /** Of a split on which a mean of this kind is taken. */
    public static RowStrata of(int rows, MeanKind kind, int batch) {
        int rest = kind == MeanKind.BATCH_MEAN ? rows % batch : 0;
        return new RowStrata(rows - rest, rest, batch);
    }

    /** How many rows there are in both parts. */
    public int rows() {
        return drawable + rest;
    }

    /** Weight of the drawable rows' mean in the whole one. */
    double weight(MeanKind kind) {
        if (rest == 0) {
            return 1;
        }
        double batches = (double) drawable / batch;
        return kind == MeanKind.BATCH_MEAN ? batches / (batches + 1) : (double) drawable / rows();
    }
}
