package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stack, marks and memo of a {@link PickleReader}, and the count of the values made. Null stands for None. */
final class ValueStack {
    private static final Object ABSENT = new Object();

    private final PickleInput input;
    private final ReadLimits limits;
    private final FileErrors errors;

    private final List<@Nullable Object> stack = new ArrayList<>();
    /** Stack sizes at which marks were set. */
    private final Deque<Integer> marks = new ArrayDeque<>();

    private final List<@Nullable Object> memo = new ArrayList<>();
    /** Entries of the memo, which may have gaps between them. */
    private int memoEntries;

    private long values;

    ValueStack(PickleInput input, ReadLimits limits, FileErrors errors) {
        this.input = input;
        this.limits = limits;
        this.errors = errors;
    }

    /** Forgets everything but the count of values. */
    void clear() {
        stack.clear();
        marks.clear();
        memo.clear();
        memoEntries = 0;
    }

    boolean isEmpty() {
        return stack.isEmpty() && marks.isEmpty();
    }

    /** Pushes a new value. */
    void push(@Nullable Object value) {
        spend(1);
        stack.add(value);
    }

    /** Pushes a constant or a value that exists. */
    void pushKnown(@Nullable Object value) {
        stack.add(value);
    }

    /** Counts memory that is taken, as a number of values. */
    void spend(long more) {
        values += more;
        if (values > limits.pickle().values()) {
            throw errors.refused(
                    "holds a pickle of more than " + limits.pickle().values() + " values, which is the limit.");
        }
    }

    void mark() {
        if (marks.size() >= limits.tree().depth()) {
            throw PickledValues.tooDeep(errors, limits.tree().depth());
        }
        marks.push(stack.size());
    }

    @Nullable
    Object pop() {
        requireValue();
        return stack.remove(stack.size() - 1);
    }

    @Nullable
    Object top() {
        requireValue();
        return stack.get(stack.size() - 1);
    }

    private void requireValue() {
        if (stack.size() <= floor()) {
            throw input.damaged("an instruction lacks its value");
        }
    }

    /** What lies below the last mark cannot be taken. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.peek();
    }

    List<@Nullable Object> popToMark() {
        if (marks.isEmpty()) {
            throw input.damaged("an instruction lacks its mark");
        }
        return popFrom(marks.pop());
    }

    private List<@Nullable Object> popFrom(int start) {
        List<@Nullable Object> tail = stack.subList(start, stack.size());
        List<@Nullable Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    /** Takes the upper values together. */
    void tuple(int size) {
        int start = stack.size() - size;
        if (start < floor()) {
            throw input.damaged("a tuple lacks its values");
        }
        push(new Tuple(popFrom(start).toArray()));
    }

    /** Stores the top under the number that CPython gives it: that of entries, so that a gap does not shift what follows. */
    void memoize() {
        store(memoEntries, memoEntries);
    }

    /** @param operations so far: picklers number what they store one after the other; larger numbers only serve to fill memory */
    void store(long index, long operations) {
        if (index > operations) {
            throw input.damaged("memo entry " + index + " is far beyond the one that would be next");
        }
        while (memo.size() <= index) {
            memo.add(ABSENT);
        }
        if (memo.set((int) index, top()) == ABSENT) {
            memoEntries++;
        }
    }

    @Nullable
    Object recall(long index) {
        if (index >= memo.size() || memo.get((int) index) == ABSENT) {
            throw input.damaged("memo entry " + index + " is used before it is stored");
        }
        return memo.get((int) index);
    }
}
