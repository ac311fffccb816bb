package io.jenkins.plugins.lvm.verifier.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where each row's target comes among the candidates.
 *
 * @param nearer how many candidates are nearer to the row's prediction than its target is
 * @param asNear how many others are as near as it
 * @param candidates how many there are
 */
public record RetrievalRanks(long[] nearer, long[] asNear, int candidates) {

    /** What is assumed of the order of candidates that are as near as each other, which no trainer decides. */
    enum Ties {
        /** Every order is as likely as any other: the expected value. */
        EXPECTED,
        /** The target comes first. */
        FIRST,
        /** The target comes last. */
        LAST
    }

    /** The same rows in another order. */
    RetrievalRanks inOrder(int[] places) {
        return new RetrievalRanks(
                Arrays.stream(places).mapToLong(place -> nearer[place]).toArray(),
                Arrays.stream(places).mapToLong(place -> asNear[place]).toArray(),
                candidates);
    }

    /**
     * Whether the target of each row is among the first candidates, 0..1.
     *
     * @param cutoff how many count
     */
    double[] hits(int cutoff, Ties ties) {
        return IntStream.range(0, nearer.length)
                .mapToDouble(row -> {
                    double left = Math.max(0, (double) cutoff - nearer[row]);
                    return switch (ties) {
                        case EXPECTED -> Math.min(1, left / (1 + asNear[row]));
                        case FIRST -> Math.min(1, left);
                        case LAST -> left > asNear[row] ? 1 : 0;
                    };
                })
                .toArray();
    }

    /**
     * One divided by the rank of each row's target, 0..1.
     *
     * @param cutoff targets beyond count 0; 0 for none
     */
    double[] reciprocal(int cutoff, Ties ties) {
        int most = cutoff == 0 ? candidates : Math.min(cutoff, candidates);
        double[] sums = new double[most + 1];
        for (int rank = 1; rank <= most; rank++) {
            sums[rank] = sums[rank - 1] + 1.0 / rank;
        }
        return IntStream.range(0, nearer.length)
                .mapToDouble(row -> {
                    long first = nearer[row] + 1;
                    long last = first + asNear[row];
                    return switch (ties) {
                        case FIRST -> first > most ? 0 : 1.0 / first;
                        case LAST -> last > most ? 0 : 1.0 / last;
                        case EXPECTED ->
                            (sums[(int) Math.min(last, most)] - sums[(int) Math.min(first - 1, most)])
                                    / (last - first + 1);
                    };
                })
                .toArray();
    }
}
