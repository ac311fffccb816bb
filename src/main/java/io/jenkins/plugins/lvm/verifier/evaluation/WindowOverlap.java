package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;

/** Sees how the windows of a pass overlap: a hash of each vector tells which are the same, bit by bit. */
public final class WindowOverlap implements ValidationPass.Observer {
    private final int contextLength;
    private final int dimension;
    private final ArticleGroups groups;
    private final boolean articlesKnown;
    /** Of each row its context vectors, the oldest first, and its target. */
    private final long[][] hashes;

    private final int[] fileRows;
    private final long[] groupOf;
    private final LeakedRows leaked;

    /**
     * Begins with no rows.
     *
     * @param rows how many rows the pass has
     * @param leaked sees the same pass
     */
    public WindowOverlap(EvaluationData data, int rows, LeakedRows leaked) {
        contextLength = data.sequences().contextLength();
        dimension = data.sequences().dimension();
        groups = data.groups();
        articlesKnown = data.articles().isPresent();
        hashes = new long[contextLength + 1][rows];
        fileRows = new int[rows];
        groupOf = new long[rows];
        this.leaked = leaked;
    }

    @Override
    public void see(Scored batch) {
        for (int row = 0; row < batch.size(); row++) {
            int place = batch.place(row);
            int context = row * contextLength * dimension;
            for (int position = 0; position < contextLength; position++) {
                hashes[position][place] = hash(batch.contexts(), context + position * dimension);
            }
            hashes[contextLength][place] = hash(batch.targets(), row * dimension);
            fileRows[place] = batch.row(row);
            groupOf[place] = articlesKnown ? groups.group(fileRows[place], place) : 0;
        }
    }

    /**
     * Multiplies and rotates; 64 bits, so that among a million vectors hardly ever two unequal ones agree. Four components at a time, in
     * two halves that do not wait for each other.
     */
    private long hash(float[] values, int from) {
        long first = dimension;
        long second = 1;
        int i = from;
        for (; i + 3 < from + dimension; i += 4) {
            first = mixed(first, pair(values, i));
            second = mixed(second, pair(values, i + 2));
        }
        for (; i < from + dimension; i++) {
            first = mixed(first, Float.floatToRawIntBits(values[i]));
        }
        return mixed(first, second);
    }

    private static long pair(float[] values, int at) {
        return (long) Float.floatToRawIntBits(values[at]) << 32
                | (Float.floatToRawIntBits(values[at + 1]) & 0xffffffffL);
    }

    private static long mixed(long hash, long value) {
        return Long.rotateLeft((hash ^ value) * 0x9E3779B97F4A7C15L, 29);
    }

    /** What was seen. */
    public WindowFacts facts() {
        return new NamedWindows(hashes, fileRows, articlesKnown ? groupOf : null).facts(leaked.facts());
    }
}
