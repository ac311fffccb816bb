package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what the first definition of a pass itself predicted for few rows, so that it can be computed again: one row of every batch, each at
 * another place in its batch, and a block of neighbours, which is a whole batch where that is a small part of the rows. Of all rows it keeps
 * the cosine.
 */
public final class CanaryRows implements ValidationPass.Observer {
    /** Least rows of the block, and what part of all rows it may be otherwise. */
    private static final int BLOCK = 16;

    private static final int PART_OF_ROWS = 186;
    /** Single rows are at most this part of all, so that small batches do not make them many. */
    private static final int ROWS_FOR_ONE = 100;
    /** Numbers of 32 MB. */
    private static final long MOST_NUMBERS = 8L << 20;
    /** Moves on by the golden section of a batch, so that places differ as long as they can. */
    private static final double GOLDEN = 0.6180339887498949;

    private final int contextSize;
    private final int dimension;
    private final ValidationRows order;
    private final int count;
    private final int most;
    private final PlainCosines cosines;
    private final List<Canary> rows = new ArrayList<>();
    private int batches;
    private int nextSingle;
    private boolean blockTaken;

    /**
     * One row.
     *
     * @param place in the pass
     * @param context row-major [length, dimension]
     * @param prediction that was measured, before a claim makes anything else of it
     */
    public record Canary(int place, float[] context, float[] prediction) {}

    /**
     * @param contextSize numbers in a context
     * @param order all rows of the pass, as they are judged
     */
    public CanaryRows(int contextSize, int dimension, ValidationRows order) {
        this.contextSize = contextSize;
        this.dimension = dimension;
        this.order = order;
        this.count = order.size();
        this.cosines = new PlainCosines(dimension, order.size());
        this.most = (int) Math.max(2, MOST_NUMBERS / ((long) contextSize + dimension));
    }

    @Override
    public void see(Scored batch) {
        cosines.see(batch);
        int block = !blockTaken && batch.place(batch.size()) > count / 2
                ? Math.min(batch.size(), Math.max(BLOCK, count / PART_OF_ROWS))
                : 0;
        int from = block == batch.size() ? 0 : (int) (fraction() * (batch.size() - block));
        int single = (int) (fraction() * batch.size());
        boolean takesSingle = batch.place(0) >= nextSingle;
        if (takesSingle) {
            nextSingle = batch.place(0) + ROWS_FOR_ONE;
        }
        for (int row = 0; row < batch.size(); row++) {
            boolean inBlock = row >= from && row < from + block;
            if ((inBlock || (takesSingle && row == single)) && rows.size() < most) {
                rows.add(new Canary(
                        batch.place(row),
                        Arrays.copyOfRange(batch.contexts(), row * contextSize, (row + 1) * contextSize),
                        Arrays.copyOfRange(batch.raw(), row * dimension, (row + 1) * dimension)));
            }
        }
        blockTaken |= block > 0;
        batches++;
    }

    private double fraction() {
        return batches * GOLDEN % 1;
    }

    /** In which the rows are judged. */
    public ValidationRows order() {
        return order;
    }

    /** Of every row. */
    public PlainCosines cosines() {
        return cosines;
    }

    /** The rows, in the order of the pass. */
    public List<Canary> rows() {
        return List.copyOf(rows);
    }
}
