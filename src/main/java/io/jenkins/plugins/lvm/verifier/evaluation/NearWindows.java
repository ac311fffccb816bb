package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import java.util.Arrays;

/**
 * How windows overlap whose vectors are the same but not bit by bit, because contexts and targets were rounded or made unit length by themselves:
 * a vector has the name of its nearest neighbour before it, if that is the same vector as far as a signature tells. A bit of the
 * signature says on which side of a random hyperplane the vector lies, so that the share of bits in which two differ is the angle
 * between them (M. S. Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002). The hyperplanes are sparse
 * (P. Li, T. J. Hastie, K. W. Church, "Very Sparse Random Projections", KDD 2006).
 */
public final class NearWindows {
    /** Vectors that are looked at: the neighbour of each is looked for among all before it. */
    private static final int MOST_VECTORS = 24_000;

    private NearWindows() {}

    /**
     * Reads rows once, without running a model.
     *
     * @param used rows, of which the first ones in the file are looked at
     * @param exact what was seen of vectors that are equal bit by bit
     */
    public static WindowFacts of(
            EvaluationData data, ValidationRows used, WindowFacts exact, int batchSize, Progress progress) {
        RowSet all = used.rowSet();
        int length = data.sequences().contextLength();
        int dimension = data.sequences().dimension();
        int rows = Math.min(MOST_VECTORS / (length + 1), all.size());
        VectorNames names = new VectorNames(dimension, rows * (length + 1));
        long[][] named = new long[length + 1][rows];
        int[] fileRows = new int[rows];
        boolean known = data.articles().isPresent();
        long[] groups = new long[rows];
        data.sequences().forEachBatch(all, batchSize, batch -> {
            float[] contexts = batch.contextValues();
            float[] targets = batch.targetValues();
            int size = Math.min(batch.size(), rows - batch.from());
            for (int row = 0; row < size; row++) {
                int place = batch.from() + row;
                for (int position = 0; position < length; position++) {
                    named[position][place] = names.of(contexts, (row * length + position) * dimension);
                }
                named[length][place] = names.of(targets, row * dimension);
                fileRows[place] = batch.row(row);
                groups[place] = known ? data.groups().group(fileRows[place], place) : 0;
            }
            progress.rows(batch.from() + batch.size(), all.size());
            return batch.from() + batch.size() < rows;
        });
        return new NamedWindows(named, Arrays.copyOf(fileRows, rows), known ? groups : null).facts(exact.leak());
    }
}
