package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.dataset.VectorBank;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.model.NearestVectors;
import io.jenkins.plugins.lvm.verifier.model.NearestVectors.Tile;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Looks for each row's target among candidates, nearest first by cosine. While a pass runs it keeps what predictions look for and
 * what targets are; then all of them are compared, tile by tile, so that memory is that of two tiles and their products.
 *
 * <p>Candidates are the targets of all rows of the pass, each being the right one of its own row; or a bank of vectors, of which
 * that is right which is nearest to the row's target.
 */
public final class RetrievalRun implements ValidationPass.Observer, AutoCloseable {
    private static final int TILE_FLOATS = 3 << 20;
    private static final int MOST_ROWS = 4096;
    private static final int PIECE = 256;

    private final ComparedVectors compared;
    private final int dimension;
    private final @Nullable VectorBank bank;
    private final VectorSpool queries;
    private final VectorSpool targets;

    /**
     * Begins a run.
     *
     * @param compared makes queries and candidates; not closed
     * @param bank among whose vectors is looked; null for the targets of the rows. Not closed
     */
    public RetrievalRun(ComparedVectors compared, int dimension, @Nullable VectorBank bank) {
        this.compared = compared;
        this.dimension = dimension;
        this.bank = bank;
        this.queries = new VectorSpool(dimension);
        this.targets = new VectorSpool(dimension);
    }

    @Override
    public void see(Scored batch) {
        int rows = batch.size();
        queries.add(compared.queries(batch::contexts, batch.raw(), rows), 0, rows);
        // A tower takes one caller at a time, and predicts the next batch meanwhile: what went through it is at hand.
        targets.add(compared.hasTower() ? batch.compared() : batch.targets(), 0, rows);
    }

    /**
     * Takes rows that no model predicted here.
     *
     * @param predicted row-major [rows, dimension]
     * @param wanted the same
     */
    void add(float[] predicted, float[] wanted, int rows) {
        queries.add(predicted, 0, rows);
        targets.add(wanted, 0, rows);
    }

    /**
     * Compares all that was seen.
     *
     * @return ranks in the order of the pass
     */
    public RetrievalRanks ranks(TorchDevice device) {
        try (NearestVectors nearest = new NearestVectors(device, dimension);
                VectorSpool filled = bank == null ? null : new VectorSpool(dimension)) {
            if (bank == null || filled == null) {
                return count(nearest, targets, null);
            }
            fill(filled, bank);
            float[] best = new float[targets.rows()];
            Arrays.fill(best, Float.NEGATIVE_INFINITY);
            int[] right = new int[targets.rows()];
            forEachPair(targets, filled, (one, other) -> nearest.nearest(one, other, best, right));
            return count(nearest, filled, right);
        }
    }

    private void fill(VectorSpool spool, VectorBank vectors) {
        float[] piece = new float[PIECE * dimension];
        vectors.read((position, values, from) -> {
            int at = position % PIECE;
            System.arraycopy(values, from, piece, at * dimension, dimension);
            if (at == PIECE - 1 || position == vectors.size() - 1) {
                spool.add(compared.candidates(piece, at + 1), 0, at + 1);
                requireTime();
            }
        });
    }

    /** @param right which candidate is right for each row; null where each row's own is */
    private RetrievalRanks count(NearestVectors nearest, VectorSpool candidates, int @Nullable [] right) {
        int rows = queries.rows();
        double[] known = new double[rows];
        float[] query = new float[dimension];
        float[] own = new float[dimension];
        for (int row = 0; row < rows; row++) {
            queries.read(row, 1, query);
            candidates.read(right == null ? row : right[row], 1, own);
            for (int i = 0; i < dimension; i++) {
                known[row] += (double) query[i] * own[i];
            }
        }
        long[] nearer = new long[rows];
        long[] asNear = new long[rows];
        forEachPair(queries, candidates, (one, other) -> nearest.count(one, known, other, nearer, asNear));
        for (int row = 0; row < rows; row++) {
            // The right one is as near as itself.
            asNear[row] = Math.max(0, asNear[row] - 1);
        }
        return new RetrievalRanks(nearer, asNear, candidates.rows());
    }

    /** Takes a tile of each. */
    private interface Pair {
        void take(Tile one, Tile other);
    }

    private void forEachPair(VectorSpool ones, VectorSpool others, Pair pair) {
        int most = Math.max(1, Math.min(MOST_ROWS, TILE_FLOATS / dimension));
        float[] first = new float[Math.min(most, ones.rows()) * dimension];
        float[] second = new float[Math.min(most, others.rows()) * dimension];
        for (int from = 0; from < ones.rows(); from += most) {
            int count = Math.min(most, ones.rows() - from);
            ones.read(from, count, first);
            for (int at = 0; at < others.rows(); at += most) {
                int size = Math.min(most, others.rows() - at);
                others.read(at, size, second);
                pair.take(new Tile(first, from, count), new Tile(second, at, size));
                requireTime();
            }
        }
    }

    private static void requireTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException();
        }
    }

    @Override
    public void close() {
        queries.close();
        targets.close();
    }
}
