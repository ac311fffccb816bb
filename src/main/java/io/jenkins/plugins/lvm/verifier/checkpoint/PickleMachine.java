package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A guarded interpreter of pickles, protocols 2 to 5. It knows no Python: names are looked up in an allow-list and calls make plain
 * Java values. Dictionaries become {@link LinkedHashMap} with the keys as text, lists and sets {@link ArrayList}, tuples
 * {@link Tuple}, numbers {@code Long}, {@code Double} or {@code BigInteger}, bytes {@code byte[]}.
 *
 * <p>Keys are text because strings alone keep a hash table fast under chosen collisions, and because hashing a nested key would walk
 * a structure of any size.
 */
final class PickleMachine {
    private static final int LONGEST_INTEGER = 64;
    /** Memory of a dictionary's entry, as a number of values. */
    private static final int ENTRY = 2;

    private static final Object ABSENT = new Object();

    private final PickleInput input;
    private final BiFunction<String, String, PickleGlobal> globals;
    private final UnaryOperator<Object> persistent;
    private final ReadLimits limits;
    private final FileErrors subject;

    private final List<Object> stack = new ArrayList<>();
    /** Stack sizes at which marks were set. */
    private final Deque<Integer> marks = new ArrayDeque<>();

    private final List<Object> memo = new ArrayList<>();
    private long operations;
    private long values;

    /**
     * @param globals gives the meaning of module and name, or null for what is not allowed
     * @param persistent resolves persistent ids
     */
    PickleMachine(
            final PickleInput input,
            final BiFunction<String, String, PickleGlobal> globals,
            final UnaryOperator<Object> persistent,
            final ReadLimits limits,
            final FileErrors subject) {
        this.input = input;
        this.globals = globals;
        this.persistent = persistent;
        this.limits = limits;
        this.subject = subject;
    }

    /**
     * Interprets the next pickle up to its end. Limits hold for all pickles that one machine reads.
     *
     * @throws VerifierException if it is damaged, asks for too much, or refers to something that is not allowed
     */
    Object load() {
        stack.clear();
        marks.clear();
        memo.clear();
        while (true) {
            if (++operations > limits.operations()) {
                throw tooMuch("instructions", limits.operations());
            }
            final int code = input.next();
            if (code == '.') {
                final Object result = pop();
                if (!stack.isEmpty() || !marks.isEmpty()) {
                    throw damaged("it ends with values left over");
                }
                return result;
            }
            execute(code);
        }
    }

    private void execute(final int code) {
        switch (code) {
            case 0x80 -> protocol(input.next());
            case 0x95 -> input.signedLong(); // FRAME only helps readers that buffer
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> stack.add(top());
            case 'N' -> stack.add(null);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'J' -> push((long) input.signedInt());
            case 'K' -> push((long) input.next());
            case 'M' -> push((long) input.unsignedShort());
            case 0x8a -> push(integer(input.next()));
            case 0x8b -> push(integer(input.unsignedInt()));
            case 'G' -> push(input.bigEndianDouble());
            case 'X' -> push(text(input.unsignedInt()));
            case 0x8c -> push(text(input.next()));
            case 0x8d -> push(text(input.signedLong()));
            case 'T' -> push(new String(input.bytes(input.unsignedInt()), StandardCharsets.ISO_8859_1));
            case 'U' -> push(new String(input.bytes(input.next()), StandardCharsets.ISO_8859_1));
            case 'B' -> push(input.bytes(input.unsignedInt()));
            case 'C' -> push(input.bytes(input.next()));
            case 0x8e, 0x96 -> push(input.bytes(input.signedLong()));
            case ']', 0x8f -> push(new ArrayList<>(0));
            case 'a' -> {
                final Object item = pop();
                list(top()).add(item);
            }
            case 'e', 0x90 -> {
                final List<Object> items = popToMark();
                list(top()).addAll(items);
            }
            case 0x91 -> push(popToMark());
            case ')' -> push(new Tuple());
            case 't' -> push(new Tuple(popToMark().toArray()));
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case '}' -> push(new LinkedHashMap<String, Object>());
            case 's' -> {
                final Object value = pop();
                final Object key = pop();
                put(dictionary(top()), key, value);
            }
            case 'u' -> setItems(popToMark());
            case 'c' -> {
                final String module = input.line();
                push(global(module, input.line()));
            }
            case 0x93 -> stackGlobal();
            case 'R', 0x81 -> call(); // NEWOBJ bypasses __init__, which the classes allowed do not have here
            case 'b' -> build();
            case 'Q' -> push(persistent.apply(pop()));
            case 'q' -> store(input.next());
            case 'r' -> store(input.unsignedInt());
            case 0x94 -> store(memo.size());
            case 'h' -> stack.add(recall(input.next()));
            case 'j' -> stack.add(recall(input.unsignedInt()));
            default -> throw unknown(code);
        }
    }

    private VerifierException unknown(final int code) {
        final String name =
                switch (code) {
                    case 'i' -> "INST";
                    case 'o' -> "OBJ";
                    case 0x82, 0x83, 0x84 -> "EXT";
                    case 0x92 -> "NEWOBJ_EX";
                    case 0x97, 0x98 -> "BUFFER";
                    case 'P', 'g', 'p', 'I', 'L', 'F', 'S', 'V', 'l', 'd' -> "'" + (char) code + "' of protocol 0";
                    default -> null;
                };
        return name == null
                ? damaged("there is no instruction 0x" + Integer.toHexString(code))
                : subject.refused("uses the pickle instruction " + name + ", which PyTorch does not write.");
    }

    private void protocol(final int version) {
        if (version > 5) {
            throw subject.refused("uses pickle protocol " + version + "; protocols up to 5 are known.");
        }
    }

    private void push(final Object value) {
        spend(1);
        stack.add(value);
    }

    private void spend(final int more) {
        values += more;
        if (values > limits.values()) {
            throw tooMuch("values", limits.values());
        }
    }

    private void mark() {
        if (marks.size() >= limits.depth()) {
            throw tooDeep();
        }
        marks.push(stack.size());
    }

    private Object pop() {
        requireValue();
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        requireValue();
        return stack.get(stack.size() - 1);
    }

    private void requireValue() {
        final int floor = marks.isEmpty() ? 0 : marks.peek();
        if (stack.size() <= floor) {
            throw damaged("an instruction lacks its value");
        }
    }

    private List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw damaged("an instruction lacks its mark");
        }
        return popFrom(marks.pop());
    }

    private List<Object> popFrom(final int start) {
        final List<Object> tail = stack.subList(start, stack.size());
        final List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private void tuple(final int size) {
        final int start = stack.size() - size;
        if (start < (marks.isEmpty() ? 0 : marks.peek())) {
            throw damaged("a tuple lacks its values");
        }
        push(new Tuple(popFrom(start).toArray()));
    }

    private Object integer(final long length) {
        if (length > LONGEST_INTEGER) {
            throw subject.refused(
                    "holds an integer of " + length + " bytes, which is beyond the limit of " + LONGEST_INTEGER + ".");
        }
        if (length == 0) {
            return 0L;
        }
        final byte[] little = input.bytes(length);
        final byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        final BigInteger value = new BigInteger(big);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private String text(final long length) {
        return new String(input.bytes(length), StandardCharsets.UTF_8);
    }

    private void setItems(final List<Object> items) {
        if (items.size() % 2 != 0) {
            throw damaged("a dictionary has a key without a value");
        }
        final Map<String, Object> target = dictionary(top());
        for (int i = 0; i < items.size(); i += 2) {
            put(target, items.get(i), items.get(i + 1));
        }
    }

    private void put(final Map<String, Object> target, final Object key, final Object value) {
        final String text = PlainValues.scalarText(key);
        if (text == null) {
            throw subject.refused(
                    "uses " + PlainValues.kind(key) + " as the key of a dictionary, which is not supported.",
                    "Save dictionaries with strings or numbers as keys.");
        }
        spend(ENTRY);
        target.put(text, value);
    }

    @SuppressWarnings("unchecked") // the machine makes no other lists
    private List<Object> list(final Object value) {
        if (value instanceof ArrayList) {
            return (List<Object>) value;
        }
        throw damaged("items are added to " + PlainValues.kind(value));
    }

    @SuppressWarnings("unchecked") // the machine makes no other maps
    private Map<String, Object> dictionary(final Object value) {
        if (value instanceof LinkedHashMap) {
            return (Map<String, Object>) value;
        }
        throw damaged("keys are set in " + PlainValues.kind(value));
    }

    private PickleGlobal global(final String module, final String name) {
        final PickleGlobal global = globals.apply(module, name);
        if (global == null) {
            throw subject.refused(
                    "refers to " + FileErrors.printable(module + "." + name)
                            + ", which a checkpoint has no need of; nothing was executed.",
                    "Load the file only if you trust its author. A training run should save state dicts, numbers, strings, lists"
                            + " and dictionaries.");
        }
        return global;
    }

    private void stackGlobal() {
        final Object name = pop();
        final Object module = pop();
        if (!(module instanceof String moduleName) || !(name instanceof String globalName)) {
            throw damaged("a reference is not made of two names");
        }
        push(global(moduleName, globalName));
    }

    private void call() {
        final Object arguments = pop();
        final Object callable = pop();
        if (!(callable instanceof PickleGlobal global) || !(arguments instanceof Tuple tuple)) {
            throw damaged(PlainValues.kind(callable) + " is called with " + PlainValues.kind(arguments));
        }
        push(make(global, tuple));
    }

    private Object make(final PickleGlobal global, final Tuple arguments) {
        if (global.constructor() == null) {
            throw subject.refused("calls " + global.name() + ", which is not supported.");
        }
        try {
            return global.constructor().make(arguments);
        } catch (final PickleGlobal.BadArguments e) {
            throw damaged("arguments of " + global.name() + ": " + e.getMessage());
        }
    }

    private void build() {
        final Object state = pop();
        final Object target = top();
        if (target instanceof Buildable buildable) {
            try {
                buildable.build(state);
            } catch (final PickleGlobal.BadArguments e) {
                throw damaged(e.getMessage());
            }
        } else if (!(target instanceof LinkedHashMap) || !(state instanceof LinkedHashMap)) {
            throw damaged("a state is set on " + PlainValues.kind(target));
        }
        // The attributes of an OrderedDict, such as a state dict's _metadata, hold versions of torch's modules: of no
        // use here.
    }

    private void store(final long index) {
        // Picklers number what they store one after the other; larger numbers only serve to make a memo of any size.
        if (index > operations) {
            throw damaged("memo entry " + index + " is far beyond the one that would be next");
        }
        while (memo.size() <= index) {
            memo.add(ABSENT);
        }
        memo.set((int) index, top());
    }

    private Object recall(final long index) {
        if (index >= memo.size() || memo.get((int) index) == ABSENT) {
            throw damaged("memo entry " + index + " is used before it is stored");
        }
        return memo.get((int) index);
    }

    private VerifierException damaged(final String what) {
        return subject.refused(
                "is damaged: in the pickle, before offset " + input.position() + ", " + what + ".",
                "Was the file cut off or changed after it was written?");
    }

    private VerifierException tooMuch(final String what, final long limit) {
        return subject.refused("holds a pickle of more than " + limit + " " + what + ", which is the limit.");
    }

    private VerifierException tooDeep() {
        return PlainValues.tooDeep(subject, limits.depth());
    }
}
