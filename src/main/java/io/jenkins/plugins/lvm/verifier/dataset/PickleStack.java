package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.Arrays;

/**
 * The stack of a pickle machine whose values are symbols: an int that says what kind of object Python would have there, and, for few
 * kinds, what it holds.
 */
final class PickleStack {
    private static final int MAX_DEPTH = 1 << 17;
    private static final int START = 64;

    private int[] symbols = new int[START];
    private Object[] contents = new Object[START];
    private int[] marks = new int[START];
    private int size;
    private int markCount;

    /** A stack that is used in a way that no pickler does. */
    static final class Misuse extends Exception {
        private static final long serialVersionUID = 1L;

        Misuse(final String message) {
            super(message);
        }
    }

    /**
     * @param content what the object holds, or null
     */
    void push(final int symbol, final Object content) throws Misuse {
        if (size == symbols.length) {
            if (size == MAX_DEPTH) {
                throw new Misuse("more than " + MAX_DEPTH + " objects are pending");
            }
            symbols = Arrays.copyOf(symbols, 2 * size);
            contents = Arrays.copyOf(contents, 2 * size);
        }
        symbols[size] = symbol;
        contents[size++] = content;
    }

    void mark() throws Misuse {
        if (markCount == marks.length) {
            if (markCount == MAX_DEPTH) {
                throw new Misuse("more than " + MAX_DEPTH + " objects are nested");
            }
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = size;
    }

    /** Takes away the last mark and returns its height: everything from there up was pushed after it. */
    int unmark() throws Misuse {
        if (markCount == 0) {
            throw new Misuse("a mark is missing");
        }
        return marks[--markCount];
    }

    int markCount() {
        return markCount;
    }

    int size() {
        return size;
    }

    /** The symbol at a height, 0 at the bottom. */
    int symbol(final int height) throws Misuse {
        check(height);
        return symbols[height];
    }

    /** What the object at a height holds, or null. */
    Object content(final int height) throws Misuse {
        check(height);
        return contents[height];
    }

    int top() throws Misuse {
        return symbol(size - 1);
    }

    /** Takes everything away from a height up. */
    void cut(final int height) throws Misuse {
        if (height < bottom() || height > size) {
            throw new Misuse("an object is missing");
        }
        Arrays.fill(contents, height, size, null);
        size = height;
    }

    private void check(final int height) throws Misuse {
        if (height < 0 || height >= size) {
            throw new Misuse("an object is missing");
        }
    }

    /** Objects below the last mark cannot be taken. */
    private int bottom() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }
}
