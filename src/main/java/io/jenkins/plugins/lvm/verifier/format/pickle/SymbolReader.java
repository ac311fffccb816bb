package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.Symbol.Kind;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads a pickled one-dimensional object array, as numpy writes it (pickle protocols 2 to 5), without making the objects: a pickle
 * machine over symbols, in one pass, with work and memory in proportion to the bytes read. A listener is told of the entries of dicts
 * under the keys it asks for, and of the array's elements; everything else is stepped over.
 */
public final class SymbolReader {
    /** In place of a dict's number: the element is something else. */
    public static final int NOT_A_DICT = -1;
    /** In place of a symbol: there is none. */
    public static final int ABSENT = Symbol.ABSENT;

    private static final int MAX_TEXT = 256;
    private static final int MAX_CONTENT_TUPLE = 16;
    /** Picklers number what they remember without gaps. */
    private static final int MAX_MEMO_GAP = 1024;

    private final PickleInput input;
    private final FileErrors errors;
    private final long expected;
    private final int wantedCount;
    private final Listener listener;
    private final SymbolStack stack;
    private final SymbolValues values;
    private final SymbolCalls calls;
    private final SparseInts memo = new SparseInts(Symbol.ABSENT);
    /** Entries of the memo, which may have gaps between them. */
    private int memoEntries;

    private int dictCount;
    private boolean listed;
    private long elements;
    private boolean finished;

    /** Is told what the pickle holds. */
    public interface Listener {
        /**
         * A dict gets an entry, perhaps once more for the same key; the last one counts.
         *
         * @param dict number of the dict
         * @param key index of the key among those wanted
         * @param value symbol, for {@link SymbolReader#integer}
         */
        void entry(int dict, int key, int value);

        /** The array gets one more element, a dict of that number or {@link SymbolReader#NOT_A_DICT}. */
        void element(int dict);
    }

    /**
     * @param wanted keys of dicts
     * @param expected elements that the array has to have
     * @param maxObjects bound on what is numbered: dicts, remembered objects, large integers
     */
    public SymbolReader(
            PickleInput input,
            List<String> wanted,
            long expected,
            long maxObjects,
            Listener listener,
            FileErrors errors) {
        this.input = input;
        this.errors = errors;
        this.expected = expected;
        this.wantedCount = wanted.size();
        this.listener = listener;
        this.stack = new SymbolStack(input);
        this.values = new SymbolValues(wanted, (int) Math.min(Symbol.MAX_PAYLOAD, maxObjects), errors);
        this.calls = new SymbolCalls(input, stack, values, errors);
    }

    /**
     * Reads the pickle, which has to be all of its input.
     *
     * @throws VerifierException if it is damaged, is not an array of so many objects, or holds what numpy does not write there
     */
    public void read() {
        for (Opcode opcode = input.opcode(); opcode != Opcode.STOP; opcode = input.opcode()) {
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memory(opcode)) {
                object(opcode);
            }
        }
        input.endPickle();
        if (stack.size() != 1 || !calls.isBuiltArray(stack.top())) {
            throw calls.notAnArray();
        }
        input.requireEnd();
    }

    /** The value of a symbol, if it is that of an integer. */
    public OptionalLong integer(int symbol) {
        return values.integer(symbol);
    }

    private boolean number(Opcode opcode) {
        switch (opcode) {
            case BININT -> pushInteger((long) input.signedInt());
            case BININT1 -> pushInteger((long) input.unsignedByte());
            case BININT2 -> pushInteger((long) input.unsignedShort());
            case LONG1 -> pushInteger(input.integer(input.unsignedByte()));
            case LONG4 -> pushInteger(input.integer(input.unsignedInt()));
            case BINFLOAT -> {
                input.skip(Double.BYTES);
                push(Symbol.OTHER);
            }
            case NONE -> push(Symbol.OTHER);
            case NEWTRUE -> push(Symbol.TRUE);
            case NEWFALSE -> push(Symbol.FALSE);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pushInteger(Object value) {
        push(values.integer(value));
    }

    private boolean text(Opcode opcode) {
        switch (opcode) {
            case BINUNICODE -> pushText(input.unsignedInt());
            case SHORT_BINUNICODE -> pushText(input.unsignedByte());
            case BINUNICODE8 -> pushText(input.signedLong());
            case BINSTRING -> pushOldText(input.unsignedInt());
            case SHORT_BINSTRING -> pushOldText(input.unsignedByte());
            case BINBYTES -> pushBytes(input.unsignedInt());
            case SHORT_BINBYTES -> pushBytes(input.unsignedByte());
            case BINBYTES8 -> pushBytes(input.signedLong());
            case BYTEARRAY8 -> {
                input.skip(input.signedLong());
                push(Kind.ARRAY.symbol(Symbol.UNKNOWN)); // can be no key, either
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void pushText(long length) {
        if (length < 0 || length > MAX_TEXT) {
            input.skipText(length);
            push(Kind.TEXT.symbol(Symbol.UNKNOWN));
        } else {
            String text = input.text(length);
            stack.push(values.text(text), text);
        }
    }

    /** Text of Python 2: as {@link #pushText}, but read piece by piece to see that it is ASCII. */
    private void pushOldText(long length) {
        if (length > MAX_TEXT) {
            for (long left = length; left > 0; left -= MAX_TEXT) {
                input.oldText(Math.min(left, MAX_TEXT));
            }
            push(Kind.TEXT.symbol(Symbol.UNKNOWN));
        } else {
            String text = input.oldText(length);
            stack.push(values.text(text), text);
        }
    }

    private void pushBytes(long length) {
        if (length < 0 || length > Long.BYTES) {
            input.skip(length);
            push(Kind.BYTES.symbol(0));
        } else {
            byte[] bytes = input.bytes(length);
            stack.push(SymbolValues.bytes(bytes), bytes);
        }
    }

    private boolean container(Opcode opcode) {
        switch (opcode) {
            case MARK -> stack.mark();
            case EMPTY_DICT -> push(Kind.DICT.symbol(values.numbered(dictCount++)));
            case SETITEM -> setItems(stack.size() - 2);
            case SETITEMS -> setItems(stack.unmark());
            case EMPTY_LIST -> {
                push(Kind.LIST.symbol(listed ? Symbol.UNKNOWN : 0));
                listed = true;
            }
            case APPEND -> append(stack.size() - 1);
            case APPENDS -> append(stack.unmark());
            case EMPTY_TUPLE -> pushTuple(stack.size());
            case TUPLE1 -> pushTuple(stack.size() - 1);
            case TUPLE2 -> pushTuple(stack.size() - 2);
            case TUPLE3 -> pushTuple(stack.size() - 3);
            case TUPLE -> pushTuple(stack.unmark());
            case EMPTY_SET -> push(Kind.SET.symbol(0));
            case ADDITEMS -> {
                int from = stack.unmark();
                if (Symbol.kind(stack.symbol(from - 1)) != Kind.SET) {
                    throw input.damaged("it adds elements to something other than a set");
                }
                cutHashable(from);
            }
            case FROZENSET -> {
                cutHashable(stack.unmark());
                push(Symbol.OTHER);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void cutHashable(int from) {
        for (int height = from; height < stack.size(); height++) {
            requireHashable(stack.symbol(height));
        }
        stack.cut(from);
    }

    private void requireHashable(int symbol) {
        if (!Symbol.isHashable(symbol)) {
            throw input.damaged("something that cannot be hashed is a key or an element of a set");
        }
    }

    /** Takes keys and values from a height up; below them is the dict. */
    private void setItems(int from) {
        int dict = stack.symbol(from - 1);
        if (Symbol.kind(dict) != Kind.DICT || (stack.size() - from) % 2 != 0) {
            throw input.damaged("it sets items of something other than a dict");
        }
        for (int height = from; height < stack.size(); height += 2) {
            int key = stack.symbol(height);
            requireHashable(key);
            int index = Symbol.payload(key);
            if (Symbol.kind(key) == Kind.TEXT && index >= 0 && index < wantedCount) {
                listener.entry(Symbol.payload(dict), index, stack.symbol(height + 1));
            }
        }
        stack.cut(from);
    }

    /** Takes elements from a height up; below them is the list. The first list of the pickle is that of the array's elements. */
    private void append(int from) {
        int list = stack.symbol(from - 1);
        if (Symbol.kind(list) != Kind.LIST) {
            throw input.damaged("it appends to something other than a list");
        }
        if (Symbol.payload(list) == 0) {
            elements += stack.size() - from;
            if (elements > expected || finished) {
                throw input.damaged("it holds more rows than its shape says");
            }
            for (int height = from; height < stack.size(); height++) {
                int row = stack.symbol(height);
                listener.element(Symbol.kind(row) == Kind.DICT ? Symbol.payload(row) : NOT_A_DICT);
            }
        }
        stack.cut(from);
    }

    private void pushTuple(int from) {
        int count = stack.size() - from;
        boolean hashable = true;
        for (int height = Math.max(from, 0); height < stack.size(); height++) {
            hashable &= Symbol.isHashable(stack.symbol(height));
        }
        int payload = hashable ? 0 : Symbol.UNHASHABLE;
        if (count == 1 && Symbol.kind(stack.top()) == Kind.INTEGER) {
            payload = singleInteger(Symbol.payload(stack.top()));
        }
        SymbolTuple content = count <= MAX_CONTENT_TUPLE && from >= 0 ? new SymbolTuple(stack, from) : null;
        stack.cut(from);
        stack.push(Kind.TUPLE.symbol(payload), content);
    }

    private static int singleInteger(long value) {
        return value >= 0 && value < Symbol.MAX_PAYLOAD ? 1 + (int) value : 0;
    }

    private boolean memory(Opcode opcode) {
        switch (opcode) {
            case BINPUT -> remember(input.unsignedByte());
            case LONG_BINPUT -> remember(input.unsignedInt());
            // CPython numbers by entries, not by the highest number so far: a gap does not shift what follows.
            case MEMOIZE -> remember(memoEntries);
            case BINGET -> recall(input.unsignedByte());
            case LONG_BINGET -> recall(input.unsignedInt());
            case POP -> stack.cut(stack.size() - 1);
            case POP_MARK -> stack.cut(stack.unmark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void remember(long index) {
        if (index > memo.size() + MAX_MEMO_GAP) {
            throw input.damaged("it numbers its objects with gaps");
        }
        int place = values.numbered((int) index);
        memoEntries += memo.get(place) == Symbol.ABSENT ? 1 : 0;
        memo.set(place, stack.top());
    }

    private void recall(long index) {
        int symbol = index < memo.size() ? memo.get((int) index) : Symbol.ABSENT;
        if (symbol == Symbol.ABSENT) {
            throw input.damaged("it refers back to an object that is not there");
        }
        push(symbol);
    }

    private void object(Opcode opcode) {
        switch (opcode) {
            case PROTO -> input.readProtocol();
            case FRAME -> input.readFrame();
            case GLOBAL -> {
                String module = input.line();
                calls.pushGlobal(module, input.line());
            }
            case STACK_GLOBAL -> calls.stackGlobal();
            case REDUCE -> calls.reduce();
            case BUILD -> finished |= calls.build(elements, expected);
            case NEWOBJ, NEWOBJ_EX, INST, OBJ ->
                throw errors.refused("makes objects of classes by the pickle instruction " + opcode
                        + ", which is refused; nothing was executed.");
            default ->
                throw errors.refused("uses the pickle instruction " + opcode + " of protocol " + opcode.protocol()
                        + ", which NumPy does not write.");
        }
    }

    private void push(int symbol) {
        stack.push(symbol, null);
    }
}
