package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import io.jenkins.plugins.lvm.verifier.score.Vectors;
import java.util.Arrays;

/**
 * Holds each prediction against the targets of rows that stand near its own in the file, as far as they are in the same pass: what would come
 * out if contexts and targets were moved against each other.
 */
public final class NeighbourTargets implements ValidationPass.Observer {
    /** Rows to either side. */
    public static final int FARTHEST = 5;

    private static final int FEW = 64;
    /** Pairs that are kept of each distance: far more than an estimate needs, so that memory does not grow with the rows. */
    private static final int MOST = 1 << 18;

    private final int dimension;
    /** The last rows seen, the newest at {@code seen % FARTHEST}. */
    private final Seen[] last = new Seen[FARTHEST];

    private long seen;
    private final double[][] differences = new double[2 * FARTHEST + 1][FEW];
    private final int[] counts = new int[2 * FARTHEST + 1];

    /** Begins with no rows. */
    public NeighbourTargets(int dimension) {
        this.dimension = dimension;
        Arrays.setAll(last, i -> new Seen(dimension));
    }

    /** A row that was seen. */
    private static final class Seen {
        private final float[] prediction;
        private final float[] target;
        private int row = -1;
        private double own;

        Seen(int dimension) {
            prediction = new float[dimension];
            target = new float[dimension];
        }
    }

    @Override
    public void see(Scored batch) {
        float[] predictions = batch.predictions()[0];
        float[] targets = batch.compared();
        for (int i = 0; i < batch.size(); i++) {
            int at = i * dimension;
            int row = batch.row(i);
            double own = Vectors.cosine(predictions, at, targets, at, dimension);
            for (Seen other : last) {
                int distance = row - other.row;
                if (other.row >= 0 && distance > 0 && distance <= FARTHEST) {
                    add(distance, Vectors.cosine(other.prediction, 0, targets, at, dimension) - other.own);
                    add(-distance, Vectors.cosine(predictions, at, other.target, 0, dimension) - own);
                }
            }
            Seen next = last[(int) (seen++ % FARTHEST)];
            System.arraycopy(predictions, at, next.prediction, 0, dimension);
            System.arraycopy(targets, at, next.target, 0, dimension);
            next.row = row;
            next.own = own;
        }
    }

    private void add(int offset, double difference) {
        int at = offset + FARTHEST;
        if (counts[at] == MOST) {
            return;
        }
        if (counts[at] == differences[at].length) {
            differences[at] = Arrays.copyOf(differences[at], 2 * counts[at]);
        }
        differences[at][counts[at]++] = difference;
    }

    /**
     * By how much the cosine with another row's target is above that with the own one.
     *
     * @param offset rows of the file from the own one to the other, not 0
     * @return of each row that has such a neighbour in the pass, as far as they are kept
     */
    public double[] differences(int offset) {
        return Arrays.copyOf(differences[offset + FARTHEST], counts[offset + FARTHEST]);
    }
}
