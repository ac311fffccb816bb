package io.jenkins.plugins.lvm.verifier.format.pickle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a pickle machine whose values are symbols: an int that says what kind of object Python would have there, and, for few
 * kinds, what it holds.
 */
final class SymbolStack {
    private static final int MAX_DEPTH = 1 << 17;
    private static final int START = 64;

    private int[] symbols = new int[START];
    private @Nullable Object[] contents = new Object[START];
    private int[] marks = new int[START];
    private int size;
    private int markCount;

    private final PickleInput input;

    SymbolStack(PickleInput input) {
        this.input = input;
    }

    /**
     * @param content what the object holds; null if that need not be kept
     */
    void push(int symbol, @Nullable Object content) {
        if (size == symbols.length) {
            if (size == MAX_DEPTH) {
                throw input.damaged("more than " + MAX_DEPTH + " objects are pending");
            }
            symbols = Arrays.copyOf(symbols, 2 * size);
            contents = Arrays.copyOf(contents, 2 * size);
        }
        symbols[size] = symbol;
        contents[size++] = content;
    }

    void mark() {
        if (markCount == marks.length) {
            if (markCount == MAX_DEPTH) {
                throw input.damaged("more than " + MAX_DEPTH + " objects are nested");
            }
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = size;
    }

    /** Takes away the last mark and returns its height: everything from there up was pushed after it. */
    int unmark() {
        if (markCount == 0) {
            throw input.damaged("a mark is missing");
        }
        return marks[--markCount];
    }

    /** Whether what is pushed next lies at the bottom, outside of any mark. */
    boolean isBottom() {
        return size == 0 && markCount == 0;
    }

    int size() {
        return size;
    }

    /** The symbol at a height, 0 at the bottom. */
    int symbol(int height) {
        check(height);
        return symbols[height];
    }

    /** What the object at a height holds; null if that was not kept. */
    @Nullable
    Object content(int height) {
        check(height);
        return contents[height];
    }

    int top() {
        return symbol(size - 1);
    }

    /** Takes everything away from a height up. */
    void cut(int height) {
        if (height < bottom() || height > size) {
            throw input.damaged("an object is missing");
        }
        Arrays.fill(contents, height, size, null);
        size = height;
    }

    private void check(int height) {
        if (height < bottom() || height >= size) {
            throw input.damaged("an object is missing");
        }
    }

    /** Objects below the last mark cannot be reached, in CPython either. */
    private int bottom() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }
}
