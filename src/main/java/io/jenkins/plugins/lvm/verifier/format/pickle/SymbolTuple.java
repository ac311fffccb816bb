package io.jenkins.plugins.lvm.verifier.format.pickle;

import org.jspecify.annotations.Nullable;

/** The elements of a short tuple: their symbols and contents. */
final class SymbolTuple {
    private final int[] symbols;
    private final @Nullable Object[] contents;

    /** @param stack the elements are those from a height up */
    SymbolTuple(SymbolStack stack, int from) {
        int count = stack.size() - from;
        symbols = new int[count];
        contents = new Object[count];
        for (int i = 0; i < count; i++) {
            symbols[i] = stack.symbol(from + i);
            @Nullable Object content = stack.content(from + i);
            // A tuple in a tuple is never looked into, and must not keep others alive.
            contents[i] = content instanceof SymbolTuple ? null : content;
        }
    }

    int size() {
        return symbols.length;
    }

    /** The symbol of an element; {@link Symbol#OTHER} beyond the last. */
    int symbol(int index) {
        return index < symbols.length ? symbols[index] : Symbol.OTHER;
    }

    /** What an element holds; null if that was not kept. */
    @Nullable
    Object content(int index) {
        return index < contents.length ? contents[index] : null;
    }
}
