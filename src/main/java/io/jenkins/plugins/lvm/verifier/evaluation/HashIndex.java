package io.jenkins.plugins.lvm.verifier.evaluation;

import java.util.Arrays;

/** Finds the places of equal hashes in a sorted array, without an object for each. */
final class HashIndex {
    private static final int MOST = 64;

    private final long[] hashes;
    /** High bits of each hash, with its place in the low ones; ascending. */
    private final long[] entries;

    private final long mask;

    private HashIndex(long[] hashes) {
        this.hashes = hashes;
        mask = Math.max(1, Long.highestOneBit(hashes.length) * 2) - 1;
        entries = new long[hashes.length];
        Arrays.setAll(entries, place -> (hashes[place] & ~mask) | place);
        Arrays.sort(entries);
    }

    /** Keeps the array. */
    static HashIndex of(long[] hashes) {
        return new HashIndex(hashes);
    }

    /** The places of this hash, ascending; at most {@value #MOST} of them. */
    int[] places(long hash) {
        int found = Arrays.binarySearch(entries, hash & ~mask);
        int from = found < 0 ? -found - 1 : found;
        int[] places = new int[MOST];
        int count = 0;
        for (int at = from; at < entries.length && (entries[at] & ~mask) == (hash & ~mask) && count < MOST; at++) {
            int place = (int) (entries[at] & mask);
            if (hashes[place] == hash) {
                places[count++] = place;
            }
        }
        return Arrays.copyOf(places, count);
    }
}
