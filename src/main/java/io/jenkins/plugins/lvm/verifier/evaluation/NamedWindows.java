package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Articles;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Leak;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Neighbours;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Successors;
import io.jenkins.plugins.lvm.verifier.diagnosis.WindowFacts.Targets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Windows whose vectors have names: the same name, the same vector. */
final class NamedWindows {
    /** Beyond this distance in rows a target counts as found, but not where. */
    private static final int FARTHEST = 16;

    private final int contextLength;
    private final boolean articlesKnown;
    /** Of each row the names of its context vectors, the oldest first, and of its target. */
    private final long[][] hashes;

    private final int[] fileRows;
    private final long[] groupOf;

    /**
     * Keeps the arrays.
     *
     * @param names of each position of a context, the oldest first, and of the target: by place in the pass
     * @param fileRows the file's row of each place
     * @param groupOf the article of each place; null where articles are not known
     */
    NamedWindows(long[][] names, int[] fileRows, long @Nullable [] groupOf) {
        this.contextLength = names.length - 1;
        this.articlesKnown = groupOf != null;
        this.hashes = names;
        this.fileRows = fileRows;
        this.groupOf = groupOf == null ? new long[fileRows.length] : groupOf;
    }

    /** How they lie to each other. */
    WindowFacts facts(Leak leak) {
        return new WindowFacts(leak, neighbours(), targets(), successors(), articles());
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
