package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ChangedRuns.Contexts;
import io.jenkins.plugins.lvm.verifier.evaluation.RowExcerpt.Share;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows in shares, each spread evenly over all of them in evaluation order: those of the first so many shares are a sample of all rows, and
 * those of all shares are all rows, each once. Rows in file order would be no sample.
 *
 * <p>Of the rows run so far each share makes twice as many, 64 at first, until 2048, which are kept in memory. Each share after that
 * takes half of the rows left, or as many as were run before if that is less; the last one is at most 1024. For each of them the rows are
 * read again.
 */
public final class RowShares {
    private static final int FIRST = 64;
    private static final int KEPT = 2048;
    private static final int LAST = 1024;

    private final EvaluationData data;
    private final ValidationRows all;
    private final TorchDevice device;
    private final int batchSize;
    private final Progress progress;
    private final RowExcerpt kept;
    private final List<Share> inMemory = new ArrayList<>();
    /** Positions in evaluation order of the rows of each share. */
    private final List<int[]> shares = new ArrayList<>();

    /**
     * Reads the rows, and keeps those of the first shares.
     *
     * @param all in evaluation order
     * @param batchSize rows in a forward pass
     */
    public RowShares(EvaluationData data, ValidationRows all, TorchDevice device, int batchSize, Progress progress) {
        this.data = data;
        this.all = all;
        this.device = device;
        this.batchSize = batchSize;
        this.progress = progress;
        this.kept = RowExcerpt.of(data, all, KEPT, batchSize, progress);
        int[] positions = ValidationRows.spread(all.size(), kept.size());
        int stride = Math.max(1, Integer.highestOneBit(kept.size() / FIRST));
        inMemory.add(new Share(0, stride));
        for (int half = stride / 2; half > 0; half /= 2) {
            inMemory.add(new Share(half, 2 * half));
        }
        inMemory.forEach(share -> shares.add(
                share.places(kept.size()).map(place -> positions[place]).toArray()));
        addOthers(positions);
    }

    /** @param before positions in the shares so far */
    private void addOthers(int[] before) {
        BitSet done = new BitSet(all.size());
        Arrays.stream(before).forEach(done::set);
        while (done.cardinality() < all.size()) {
            int[] left = IntStream.range(0, all.size())
                    .filter(position -> !done.get(position))
                    .toArray();
            int count = left.length <= LAST ? left.length : Math.min(done.cardinality(), left.length / 2);
            int[] share = IntStream.of(ValidationRows.spread(left.length, count))
                    .map(i -> left[i])
                    .toArray();
            shares.add(share);
            Arrays.stream(share).forEach(done::set);
        }
    }

    /** How many shares there are. */
    public int count() {
        return shares.size();
    }

    /** How many shares hold no more than a part of all rows, such as a third; 1 at least. */
    public int within(double part) {
        int rows = 0;
        int count = 0;
        while (count < shares.size() && rows + shares.get(count).length <= part * all.size()) {
            rows += shares.get(count++).length;
        }
        return Math.max(1, count);
    }

    /** The rows of a share, in the order of its cosines. */
    public ValidationRows rows(int share) {
        return new ValidationRows(Arrays.stream(shares.get(share)).map(all::row).toArray());
    }

    /**
     * Runs functions on a share.
     *
     * @param compared makes the vectors whose cosine is taken; not closed
     * @return for each definition the cosine of each row of the share
     */
    public double[][] cosines(
            int share,
            List<FittingDefinition> definitions,
            Weights weights,
            Contexts contexts,
            ComparedVectors compared) {
        if (share < inMemory.size()) {
            return changed(kept, contexts)
                    .cosines(definitions, weights, device, batchSize, inMemory.get(share), compared);
        }
        ValidationRows wanted = rows(share);
        RowSet fileOrder = wanted.rowSet();
        double[][] read = new double[definitions.size()][wanted.size()];
        RowExcerpt.forEach(data, all, fileOrder, KEPT, batchSize, progress, piece -> {
            double[][] some =
                    changed(piece, contexts).cosines(definitions, weights, device, batchSize, Share.ALL, compared);
            int from = fileOrder.positionOf(piece.rows(Share.ALL).row(0));
            for (int i = 0; i < some.length; i++) {
                System.arraycopy(some[i], 0, read[i], from, some[i].length);
            }
        });
        double[][] cosines = new double[read.length][wanted.size()];
        for (int i = 0; i < read.length; i++) {
            for (int row = 0; row < wanted.size(); row++) {
                cosines[i][row] = read[i][fileOrder.positionOf(wanted.row(row))];
            }
        }
        return cosines;
    }

    private static RowExcerpt changed(RowExcerpt excerpt, Contexts contexts) {
        return contexts == Contexts.AS_THEY_ARE ? excerpt : excerpt.changed(contexts);
    }

    /**
     * What a function reached on all rows.
     *
     * @param cosines of all shares, one after the other
     */
    public DefinitionScores inEvaluationOrder(double[] cosines) {
        double[] ordered = new double[all.size()];
        int next = 0;
        for (int[] share : shares) {
            for (int position : share) {
                ordered[position] = cosines[next++];
            }
        }
        return DefinitionScores.ofCosines(ordered);
    }
}
