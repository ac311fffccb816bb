package io.jenkins.plugins.lvm.verifier.selfcheck;

import io.jenkins.plugins.lvm.verifier.alignment.CausalAlignment;
import io.jenkins.plugins.lvm.verifier.evaluation.CanaryRows.Canary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps one of many predictions, whichever test it is made for, so that it can be computed again. The distance is prime to sizes of batches,
 * so that each comes from another place of its batch.
 */
final class CanaryPredictions implements CausalAlignment.Observer {
    private static final int DISTANCE = 97;
    /** Numbers of 32 MB. */
    private static final long MOST_NUMBERS = 8L << 20;

    private final int contextSize;
    private final int dimension;
    private final int most;
    private List<Canary> rows = new ArrayList<>();
    private int distance = DISTANCE;
    private int seen;
    private int next;

    CanaryPredictions(int contextSize, int dimension) {
        this(contextSize, dimension, (int) Math.max(2, MOST_NUMBERS / ((long) contextSize + dimension)));
    }

    /** @param most that are kept; with more predictions, they are further apart */
    CanaryPredictions(int contextSize, int dimension, int most) {
        this.contextSize = contextSize;
        this.dimension = dimension;
        this.most = most;
    }

    @Override
    public void see(float[] contexts, float[] predictions) {
        int size = predictions.length / dimension;
        for (; next < seen + size; next += distance) {
            int row = next - seen;
            rows.add(new Canary(
                    next,
                    Arrays.copyOfRange(contexts, row * contextSize, (row + 1) * contextSize),
                    Arrays.copyOfRange(predictions, row * dimension, (row + 1) * dimension)));
            if (rows.size() > most) {
                thin();
            }
        }
        seen += size;
    }

    /** Every second one is enough, and of what follows. */
    private void thin() {
        List<Canary> fewer = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += 2) {
            fewer.add(rows.get(i));
        }
        // What is added next follows the last one that is kept.
        next = fewer.get(fewer.size() - 1).place();
        distance *= 2;
        rows = fewer;
    }

    /** How many predictions were made. */
    int seen() {
        return seen;
    }

    /** What was kept, in the order in which it was predicted. */
    List<Canary> rows() {
        return List.copyOf(rows);
    }
}
