package io.jenkins.plugins.lvm.verifier.evaluation;

/**
 * Some of the rows of a pass, evenly spread, the same ones whatever the batches are: enough for what is looked at beside the
 * cosine.
 */
final class RowSample {
    private static final int MOST = 4096;

    private final int step;

    /** @param rows how many rows the pass has */
    RowSample(final int rows) {
        step = Math.max(1, (rows + MOST - 1) / MOST);
    }

    /** Whether the row at this place of the pass belongs to it. */
    boolean holds(final int place) {
        return place % step == 0;
    }
}
