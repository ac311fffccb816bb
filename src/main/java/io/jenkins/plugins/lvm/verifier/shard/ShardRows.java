package io.jenkins.plugins.lvm.verifier.shard;

import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.stream.IntStream;

/**
 * Which rows a part has: a piece of the rows in file order, made of whole batches of the one pass, so that each batch is computed as that
 * pass would compute it.
 */
public final class ShardRows {
    /** Rows that count as one article where the data names none are not taken apart either. */
    private static final int NEIGHBOURS = 64;

    private ShardRows() {}

    /**
     * The rows of a part, in file order.
     *
     * @param batchSize rows of one forward pass
     * @throws VerifierException if there are so few rows that none is left for this part
     */
    public static ValidationRows of(ValidationRows all, Shard shard, int batchSize) {
        RowSet set = all.rowSet();
        long unit = (long) batchSize * NEIGHBOURS / greatestCommonDivisor(batchSize, NEIGHBOURS);
        long units = (set.size() + unit - 1) / unit;
        int from = (int) Math.min(set.size(), units * (shard.index() - 1) / shard.count() * unit);
        int to = (int) Math.min(set.size(), units * shard.index() / shard.count() * unit);
        if (from >= to) {
            throw new VerifierException(
                    Reason.USAGE,
                    "Part " + shard + " of " + set.size() + " rows is empty.",
                    "Use at most " + units + " parts, or a smaller batch size.");
        }
        return new ValidationRows(IntStream.range(from, to).map(set::row).toArray());
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
