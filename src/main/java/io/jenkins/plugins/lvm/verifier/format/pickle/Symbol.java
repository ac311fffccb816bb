package io.jenkins.plugins.lvm.verifier.format.pickle;

/**
 * What Python would have on its stack, in an int: the kind of the object in the lower 4 bits, and in the upper 28, signed, a payload
 * whose meaning depends on the kind.
 */
final class Symbol {
    private static final int PAYLOAD_SHIFT = 4;
    static final int MAX_PAYLOAD = (1 << (31 - PAYLOAD_SHIFT)) - 1;

    /** Nothing that matters: None, a float, ... */
    static final int OTHER = Kind.OTHER.symbol(0);

    static final int FALSE = Kind.OTHER.symbol(1);
    static final int TRUE = Kind.OTHER.symbol(2);
    /** Payload of a text whose content is not kept, of an array or list that is not the outermost. */
    static final int UNKNOWN = -1;
    /** Payload of a tuple that cannot be the key of a dict. */
    static final int UNHASHABLE = -1;
    /** Not a symbol. */
    static final int ABSENT = -1;

    @SuppressWarnings("EnumOrdinal") // Symbols do not outlive the process.
    enum Kind {
        OTHER,
        /** Payload: the value. */
        INTEGER,
        /** Payload: its number among the large integers. */
        WIDE_INTEGER,
        /** Payload: index of a known text, or {@link #UNKNOWN}; content: the text, if it is short. */
        TEXT,
        /** Payload: 1 + the byte if it is a single one, else 0; content: the bytes, if they are few. */
        BYTES,
        /** Payload: number of the dict. */
        DICT,
        /** Payload: 0 for the first list, else {@link #UNKNOWN}. */
        LIST,
        /** A set that can be changed. */
        SET,
        /** Content: the elements, if they are few; payload: 1 + n for a tuple of the one integer n, or {@link #UNHASHABLE}, else 0. */
        TUPLE,
        /** Payload: index of what the name stands for. */
        GLOBAL,
        /** Payload: its number among the element types. */
        TYPE,
        /** Payload: its number if it lies at the bottom of the stack, else {@link #UNKNOWN}. */
        ARRAY;

        private static final Kind[] ALL = values();

        int symbol(int payload) {
            return (payload << PAYLOAD_SHIFT) | ordinal();
        }
    }

    private Symbol() {}

    static Kind kind(int symbol) {
        return Kind.ALL[symbol & ((1 << PAYLOAD_SHIFT) - 1)];
    }

    static int payload(int symbol) {
        return symbol >> PAYLOAD_SHIFT;
    }

    /** Whether Python lets it be the key of a dict or an element of a set. */
    static boolean isHashable(int symbol) {
        return switch (kind(symbol)) {
            case DICT, LIST, SET, ARRAY -> false;
            case TUPLE -> payload(symbol) != UNHASHABLE;
            default -> true;
        };
    }
}
