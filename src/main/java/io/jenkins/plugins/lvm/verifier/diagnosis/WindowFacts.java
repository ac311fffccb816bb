package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the windows of the rows used lie to each other, by vectors that are equal bit by bit.
 *
 * @param leak targets that stand in their own context
 * @param neighbours rows that follow each other in the file, in one article where articles are known
 * @param targets targets that are the newest vector of another row's context
 * @param successors what really comes after a context, against its target
 * @param articles rows that share a vector with other rows, against their articles
 */
public record WindowFacts(Leak leak, Neighbours neighbours, Targets targets, Successors successors, Articles articles) {

    /** Fewer rows prove nothing. */
    static final int FEW = 8;

    /** Whether targets enough stand in other rows' contexts to tell where they belong. */
    public boolean tellsTargets() {
        return targets.found() >= FEW;
    }

    /** Whether any target stands in another row's context: without that these facts tell nothing of targets. */
    public boolean overlaps() {
        return targets.found() > 0;
    }

    /**
     * Targets in their own context.
     *
     * @param rows looked at
     * @param leaked of them, those whose target has a cosine of nearly 1 with a vector of its context
     * @param byPosition the same for each position, the oldest first
     */
    public record Leak(long rows, long leaked, List<Long> byPosition) {
        public Leak {
            byPosition = List.copyOf(byPosition);
        }

        /** Share of leaking rows, 0..1. */
        double share() {
            return rows == 0 ? 0 : (double) leaked / rows;
        }
    }

    /**
     * Pairs of rows that follow each other.
     *
     * @param pairs all
     * @param forward of them, those where the second context is the first one without its first vector, and one more at its end
     * @param reversed those where the second context is the first one without its last vector, and one more at its beginning
     */
    public record Neighbours(long pairs, long forward, long reversed) {}

    /**
     * Where targets are found as the newest vector of a context. In windows that slide by one this is the next row.
     *
     * @param found targets that are found
     * @param offsets how many rows further on, and how often, for the nearest ones
     */
    public record Targets(long found, SortedMap<Integer, Long> offsets) {
        public Targets {
            offsets = new TreeMap<>(offsets);
        }
    }

    /**
     * What comes after a context, told by another row whose context goes on where this one ends.
     *
     * @param known rows of which that is known
     * @param right of them, those whose target it is
     * @param elsewhere of them, those where it is the target of another row
     * @param atOneDistance of these, those at the most frequent distance in rows
     */
    public record Successors(long known, long right, long elsewhere, long atOneDistance) {}

    /**
     * Rows that overlap others.
     *
     * @param linked rows whose last vector stands in another row's context
     * @param estranged of them, those for which no such row is of their own article
     */
    public record Articles(long linked, long estranged) {}
}
