package io.jenkins.plugins.lvm.verifier.format.pickle;

import org.jspecify.annotations.Nullable;

/**
 * The instructions of Python's pickles, protocols 0 to 5: name, byte, argument and the protocol that brought it, as in CPython's
 * {@code Lib/pickletools.py}, which also says at length what each one does. What the stack machines here do with an instruction stands
 * in {@link PickleReader} and {@link SymbolReader}; what neither mentions is refused by its name.
 */
enum Opcode {
    // What surrounds a pickle.
    /** The protocol that follows. */
    PROTO(0x80, Argument.UINT1, 2),
    /** The next n bytes hold whole instructions: a help for readers that buffer. */
    FRAME(0x95, Argument.UINT8, 4),
    /** The end; the value is on top of the stack. */
    STOP('.', Argument.NONE, 0),

    // The stack and the memo.
    /** Marks the stack's height for an instruction that takes everything above. */
    MARK('(', Argument.NONE, 0),
    POP('0', Argument.NONE, 0),
    POP_MARK('1', Argument.NONE, 1),
    DUP('2', Argument.NONE, 0),
    PUT('p', Argument.LINE, 0),
    BINPUT('q', Argument.UINT1, 1),
    LONG_BINPUT('r', Argument.UINT4, 1),
    /** Stores the top under the number of entries that the memo has. */
    MEMOIZE(0x94, Argument.NONE, 4),
    GET('g', Argument.LINE, 0),
    BINGET('h', Argument.UINT1, 1),
    LONG_BINGET('j', Argument.UINT4, 1),

    // Constants and numbers.
    NONE('N', Argument.NONE, 0),
    NEWTRUE(0x88, Argument.NONE, 2),
    NEWFALSE(0x89, Argument.NONE, 2),
    INT('I', Argument.LINE, 0),
    BININT('J', Argument.INT4, 1),
    BININT1('K', Argument.UINT1, 1),
    BININT2('M', Argument.UINT2, 1),
    LONG('L', Argument.LINE, 0),
    /** Two's complement, least significant byte first. */
    LONG1(0x8a, Argument.COUNTED1, 2),
    LONG4(0x8b, Argument.COUNTED4, 2),
    FLOAT('F', Argument.LINE, 0),
    /** IEEE 754 binary64, most significant byte first. */
    BINFLOAT('G', Argument.FLOAT8, 1),

    // Text and bytes. A "string" is Python 2's, which is text or bytes as the reader likes.
    STRING('S', Argument.LINE, 0),
    BINSTRING('T', Argument.COUNTED4, 1),
    SHORT_BINSTRING('U', Argument.COUNTED1, 1),
    UNICODE('V', Argument.LINE, 0),
    BINUNICODE('X', Argument.COUNTED4, 1),
    SHORT_BINUNICODE(0x8c, Argument.COUNTED1, 4),
    BINUNICODE8(0x8d, Argument.COUNTED8, 4),
    BINBYTES('B', Argument.COUNTED4, 3),
    SHORT_BINBYTES('C', Argument.COUNTED1, 3),
    BINBYTES8(0x8e, Argument.COUNTED8, 4),
    BYTEARRAY8(0x96, Argument.COUNTED8, 5),
    NEXT_BUFFER(0x97, Argument.NONE, 5),
    READONLY_BUFFER(0x98, Argument.NONE, 5),

    // Containers.
    EMPTY_LIST(']', Argument.NONE, 1),
    LIST('l', Argument.NONE, 0),
    APPEND('a', Argument.NONE, 0),
    APPENDS('e', Argument.NONE, 1),
    EMPTY_TUPLE(')', Argument.NONE, 1),
    TUPLE('t', Argument.NONE, 0),
    TUPLE1(0x85, Argument.NONE, 2),
    TUPLE2(0x86, Argument.NONE, 2),
    TUPLE3(0x87, Argument.NONE, 2),
    EMPTY_DICT('}', Argument.NONE, 1),
    DICT('d', Argument.NONE, 0),
    SETITEM('s', Argument.NONE, 0),
    SETITEMS('u', Argument.NONE, 1),
    EMPTY_SET(0x8f, Argument.NONE, 4),
    ADDITEMS(0x90, Argument.NONE, 4),
    FROZENSET(0x91, Argument.NONE, 4),

    // Names, calls and objects: the part of the language that can do harm.
    /** Module and name. */
    GLOBAL('c', Argument.TWO_LINES, 0),
    /** As GLOBAL, with both from the stack. */
    STACK_GLOBAL(0x93, Argument.NONE, 4),
    EXT1(0x82, Argument.UINT1, 2),
    EXT2(0x83, Argument.UINT2, 2),
    EXT4(0x84, Argument.INT4, 2),
    /** Calls what is below the tuple of arguments. */
    REDUCE('R', Argument.NONE, 0),
    /** Sets the state of the object below it. */
    BUILD('b', Argument.NONE, 0),
    INST('i', Argument.TWO_LINES, 0),
    OBJ('o', Argument.NONE, 1),
    /** Makes an object by its class's {@code __new__}, without {@code __init__}. */
    NEWOBJ(0x81, Argument.NONE, 2),
    NEWOBJ_EX(0x92, Argument.NONE, 4),
    PERSID('P', Argument.LINE, 0),
    /** What the surrounding file keeps outside of the pickle, by an id from the stack. */
    BINPERSID('Q', Argument.NONE, 1);

    /** What follows an instruction's byte; numbers are little-endian unless said otherwise. */
    enum Argument {
        NONE,
        UINT1,
        UINT2,
        UINT4,
        INT4,
        UINT8,
        /** 8 bytes, big-endian. */
        FLOAT8,
        /** Text up to a line feed. */
        LINE,
        TWO_LINES,
        /** A length of 1, 4 or 8 bytes, then as many bytes. */
        COUNTED1,
        COUNTED4,
        COUNTED8
    }

    private static final int CODES = 256;
    private static final Opcode[] BY_CODE = new Opcode[CODES];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;
    private final Argument argument;
    private final int protocol;

    Opcode(int code, Argument argument, int protocol) {
        this.code = code;
        this.argument = argument;
        this.protocol = protocol;
    }

    /** The instruction of that byte. */
    static @Nullable Opcode of(int code) {
        return BY_CODE[code];
    }

    int code() {
        return code;
    }

    Argument argument() {
        return argument;
    }

    /** The protocol that brought it. */
    int protocol() {
        return protocol;
    }
}
