package io.jenkins.plugins.lvm.verifier.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds a place in a sequence where neighbours differ, by halving: two looks at the ends, one in the middle, and each further one halves
 * what is left. What is found is a change, and the only one where the sequence changes once; a sequence can change more often than that
 * between the places looked at. Places that tell nothing are passed over for their neighbours.
 */
final class Bisection {
    private final IntFunction<State> look;
    private final @Nullable State[] seen;

    /** What is seen at a place. */
    enum State {
        AGREES,
        PARTED,
        /** Nothing can be told of it. */
        UNKNOWN
    }

    /**
     * A change.
     *
     * @param before the last place looked at before it
     * @param after the first one after it; all between them are unknown
     */
    record Change(int before, int after) {}

    /**
     * @param count how many places there are
     * @param look looks at a place, counted from 0; called once for each
     */
    Bisection(int count, IntFunction<State> look) {
        this.look = look;
        this.seen = new State[count];
    }

    /** A change, preferably from the first place's state to the last one's; empty where ends and middle are alike, or nothing is known. */
    Optional<Change> find() {
        int first = known(0, seen.length, 1);
        int last = known(seen.length - 1, first, -1);
        if (first < 0 || last < 0) {
            return Optional.empty();
        }
        if (at(first) == at(last)) {
            int middle = between(first, last);
            if (middle < 0 || at(middle) == at(first)) {
                return Optional.empty();
            }
            last = middle;
        }
        while (true) {
            int middle = between(first, last);
            if (middle < 0) {
                return Optional.of(new Change(first, last));
            }
            if (at(middle) == at(first)) {
                first = middle;
            } else {
                last = middle;
            }
        }
    }

    /** The state of a place that was looked at; null if it was not. */
    @Nullable
    State seen(int place) {
        return seen[place];
    }

    /** Whether a state was seen anywhere. */
    boolean seenAny(State state) {
        return Arrays.asList(seen).contains(state);
    }

    private State at(int place) {
        State state = seen[place];
        if (state == null) {
            state = look.apply(place);
            seen[place] = state;
        }
        return state;
    }

    /** The first known place from one on, short of another; -1 if there is none. */
    private int known(int from, int end, int step) {
        if (end < 0) {
            return -1;
        }
        for (int place = from; place != end; place += step) {
            if (at(place) != State.UNKNOWN) {
                return place;
            }
        }
        return -1;
    }

    /** The known place nearest to the middle between two others; -1 if there is none. */
    private int between(int first, int last) {
        int middle = (first + last) / 2;
        for (int distance = 0; distance <= last - first; distance++) {
            for (int place : new int[] {middle - distance, middle + distance}) {
                if (place > first && place < last && at(place) != State.UNKNOWN) {
                    return place;
                }
            }
        }
        return -1;
    }
}
