package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Articles;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Neighbours;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Successors;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Targets;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Scored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sees how the windows of a pass overlap: a hash of each vector tells which are the same, bit by bit. */
public final class WindowOverlap implements ValidationPass.Observer {
    /** Beyond this distance in rows a target counts as found, but not where. */
    private static final int FARTHEST = 16;

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
        return new WindowFacts(leaked.facts(), neighbours(), targets(), successors(), articles());
    }

    private Neighbours neighbours() {
        long pairs = 0;
        long forward = 0;
        long reversed = 0;
        for (int place = 0; place + 1 < fileRows.length && contextLength > 2; place++) {
            if (fileRows[place + 1] == fileRows[place] + 1 && groupOf[place + 1] == groupOf[place]) {
                pairs++;
                forward += overlaps(place, place + 1) ? 1 : 0;
                reversed += overlaps(place + 1, place) ? 1 : 0;
            }
        }
        return new Neighbours(pairs, forward, reversed);
    }

    /** Whether a later context continues an earlier one. The first position is left out: some files put a title there. */
    private boolean overlaps(int earlier, int later) {
        for (int position = 1; position + 1 < contextLength; position++) {
            if (hashes[position + 1][earlier] != hashes[position][later]) {
                return false;
            }
        }
        return true;
    }

    private Targets targets() {
        HashIndex newest = HashIndex.of(hashes[contextLength - 1]);
        long found = 0;
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        for (int place = 0; place < fileRows.length; place++) {
            int[] places = newest.places(hashes[contextLength][place]);
            // A vector that stands at several places does not tell which of them is meant.
            if (places.length == 1) {
                found++;
                int offset = fileRows[places[0]] - fileRows[place];
                if (Math.abs(offset) <= FARTHEST) {
                    offsets.merge(offset, 1L, Long::sum);
                }
            }
        }
        return new Targets(found, offsets);
    }

    /** A vector that comes after several ones tells nothing of either. */
    private Successors successors() {
        List<HashIndex> positions = new ArrayList<>();
        for (int position = 0; position + 1 < contextLength; position++) {
            positions.add(HashIndex.of(hashes[position]));
        }
        HashIndex targets = HashIndex.of(hashes[contextLength]);
        long known = 0;
        long right = 0;
        long elsewhere = 0;
        Map<Integer, Long> distances = new HashMap<>();
        for (int place = 0; place < fileRows.length; place++) {
            OptionalLong next = successor(positions, place);
            if (next.isPresent()) {
                known++;
                int[] holders = targets.places(next.getAsLong());
                if (next.getAsLong() == hashes[contextLength][place]) {
                    right++;
                } else if (holders.length == 1) {
                    elsewhere++;
                    distances.merge(fileRows[holders[0]] - fileRows[place], 1L, Long::sum);
                }
            }
        }
        return new Successors(
                known,
                right,
                elsewhere,
                distances.values().stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** The one vector that comes after a row's newest one in other rows' contexts. */
    private OptionalLong successor(List<HashIndex> positions, int place) {
        OptionalLong found = OptionalLong.empty();
        for (int position = 0; position < positions.size(); position++) {
            for (int other : positions.get(position).places(hashes[contextLength - 1][place])) {
                long next = hashes[position + 1][other];
                if (found.isPresent() && found.getAsLong() != next) {
                    return OptionalLong.empty();
                }
                found = OptionalLong.of(next);
            }
        }
        return found;
    }

    private Articles articles() {
        if (!articlesKnown) {
            return new Articles(0, 0);
        }
        List<HashIndex> positions = new ArrayList<>();
        for (int position = 1; position < contextLength; position++) {
            positions.add(HashIndex.of(hashes[position]));
        }
        long linked = 0;
        long estranged = 0;
        for (int place = 0; place < fileRows.length; place++) {
            int others = 0;
            int own = 0;
            for (HashIndex index : positions) {
                for (int other : index.places(hashes[contextLength - 1][place])) {
                    others += other == place ? 0 : 1;
                    own += other != place && groupOf[other] == groupOf[place] ? 1 : 0;
                }
            }
            // What stands in more windows than slide over one vector is boilerplate.
            if (others > 0 && others <= contextLength) {
                linked++;
                estranged += own == 0 ? 1 : 0;
            }
        }
        return new Articles(linked, estranged);
    }
}
