package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A guarded interpreter of pickles, protocols 2 to 5. It knows no Python: names are looked up in an allow-list and calls make plain
 * Java values. Dictionaries become {@link PickledDictionary}, lists {@link ArrayList}, tuples {@link Tuple}, sets {@link PickledSet},
 * numbers {@code Long}, {@code Double} or {@code BigInteger}, bytes {@code byte[]}.
 */
public final class PickleReader {
    /** Memory of a dictionary's entry, as a number of values. */
    private static final int ENTRY = 2;

    /** Methods of an OrderedDict that an attribute of the same name would hide from code which uses it. */
    private static final Set<String> DICTIONARY_METHODS = Set.of(
            "keys",
            "items",
            "values",
            "get",
            "pop",
            "popitem",
            "update",
            "clear",
            "copy",
            "setdefault",
            "fromkeys",
            "move_to_end");

    private final PickleInput input;
    private final AllowList<PickleGlobal> globals;
    private final UnaryOperator<Object> persistent;
    private final ReadLimits limits;
    private final FileErrors errors;

    private final ValueStack stack;
    private final Map<Described, Integer> keyNumbers = new IdentityHashMap<>();
    private long operations;

    /**
     * @param persistent resolves persistent ids
     * @param errors makes the errors about the file
     */
    public PickleReader(
            PickleInput input,
            AllowList<PickleGlobal> globals,
            UnaryOperator<Object> persistent,
            ReadLimits limits,
            FileErrors errors) {
        this.input = input;
        this.globals = globals;
        this.persistent = persistent;
        this.limits = limits;
        this.errors = errors;
        this.stack = new ValueStack(input, limits, errors);
    }

    /**
     * Interprets the pickle that is all of its input.
     *
     * @throws VerifierException as {@link #read()}, and if anything follows it
     */
    public @Nullable Object readAll() {
        @Nullable Object value = read();
        input.requireEnd();
        return value;
    }

    /**
     * Interprets the next pickle up to its end. Limits hold for all pickles that one reader reads.
     *
     * @throws VerifierException if it is damaged, asks for too much, or refers to something that is not allowed
     */
    public @Nullable Object read() {
        stack.clear();
        while (true) {
            if (++operations > limits.pickle().operations()) {
                throw errors.refused("holds a pickle of more than "
                        + limits.pickle().operations() + " instructions, which is the limit.");
            }
            Opcode opcode = input.opcode();
            if (opcode == Opcode.STOP) {
                Object result = stack.pop();
                if (!stack.isEmpty()) {
                    throw input.damaged("it ends with values left over");
                }
                input.endPickle();
                return result;
            }
            execute(opcode);
        }
    }

    private void execute(Opcode opcode) {
        switch (opcode) {
            case PROTO -> input.readProtocol();
            case FRAME -> input.readFrame();
            case MARK -> stack.mark();
            case POP -> stack.pop();
            case POP_MARK -> stack.popToMark();
            case DUP -> stack.pushKnown(stack.top());
            case NONE -> stack.pushKnown(null);
            case NEWTRUE -> stack.pushKnown(true);
            case NEWFALSE -> stack.pushKnown(false);
            case BININT -> stack.push((long) input.signedInt());
            case BININT1 -> stack.push((long) input.unsignedByte());
            case BININT2 -> stack.push((long) input.unsignedShort());
            case LONG1 -> stack.push(input.integer(input.unsignedByte()));
            case LONG4 -> stack.push(input.integer(input.unsignedInt()));
            case BINFLOAT -> stack.push(input.bigEndianDouble());
            case BINUNICODE -> stack.push(input.text(input.unsignedInt()));
            case SHORT_BINUNICODE -> stack.push(input.text(input.unsignedByte()));
            case BINUNICODE8 -> stack.push(input.text(input.signedLong()));
            case BINSTRING -> stack.push(input.oldText(input.unsignedInt()));
            case SHORT_BINSTRING -> stack.push(input.oldText(input.unsignedByte()));
            case BINBYTES -> stack.push(input.bytes(input.unsignedInt()));
            case SHORT_BINBYTES -> stack.push(input.bytes(input.unsignedByte()));
            case BINBYTES8, BYTEARRAY8 -> stack.push(input.bytes(input.signedLong()));
            case EMPTY_LIST -> stack.push(new ArrayList<>(0));
            case APPEND -> {
                Object item = stack.pop();
                list(stack.top()).add(item);
            }
            case APPENDS -> {
                List<@Nullable Object> items = stack.popToMark();
                list(stack.top()).addAll(items);
            }
            case EMPTY_SET -> stack.push(new PickledSet(false));
            case ADDITEMS -> addItems(stack.popToMark());
            case FROZENSET -> {
                List<@Nullable Object> items = stack.popToMark();
                PickledSet set = new PickledSet(true);
                stack.push(set);
                addTo(set, items);
            }
            case EMPTY_TUPLE -> stack.push(new Tuple());
            case TUPLE -> stack.push(new Tuple(stack.popToMark().toArray()));
            case TUPLE1 -> stack.tuple(1);
            case TUPLE2 -> stack.tuple(2);
            case TUPLE3 -> stack.tuple(3);
            case EMPTY_DICT -> stack.push(PickledDictionary.plain());
            case SETITEM -> {
                Object value = stack.pop();
                Object key = stack.pop();
                put(dictionary(stack.top()), key, value);
            }
            case SETITEMS -> setItems(stack.popToMark());
            case GLOBAL -> {
                String module = input.line();
                stack.push(global(module, input.line()));
            }
            case STACK_GLOBAL -> stackGlobal();
            case REDUCE -> call(false);
            case NEWOBJ -> call(true);
            case BUILD -> build();
            case BINPERSID -> stack.push(persistent.apply(stack.pop()));
            case BINPUT -> stack.store(input.unsignedByte(), operations);
            case LONG_BINPUT -> stack.store(input.unsignedInt(), operations);
            case MEMOIZE -> stack.memoize();
            case BINGET -> stack.pushKnown(stack.recall(input.unsignedByte()));
            case LONG_BINGET -> stack.pushKnown(stack.recall(input.unsignedInt()));
            default ->
                throw errors.refused("uses the pickle instruction " + opcode + " of protocol " + opcode.protocol()
                        + ", which PyTorch does not write.");
        }
    }

    private void setItems(List<@Nullable Object> items) {
        if (items.size() % 2 != 0) {
            throw input.damaged("a dictionary has a key without a value");
        }
        PickledDictionary target = dictionary(stack.top());
        for (int i = 0; i < items.size(); i += 2) {
            put(target, items.get(i), items.get(i + 1));
        }
    }

    private void put(PickledDictionary target, @Nullable Object key, @Nullable Object value) {
        String text = keyText(key);
        if (text == null) {
            throw errors.refused(
                    "uses " + PickledValues.kind(key) + " as the key of a dictionary, which is not supported.",
                    "Save dictionaries with strings or numbers as keys.");
        }
        if (target.containsKey(text) || PickledValues.equalTexts(key).stream().anyMatch(target::containsKey)) {
            throw errors.refused(
                    "sets the key " + FileErrors.printable(text)
                            + " of a dictionary twice, or keys that only some readers tell apart; no pickler does that.",
                    "Save the file again; use keys of one type.");
        }
        stack.spend(ENTRY);
        target.put(text, value);
    }

    /** Objects that are not values, such as an optimizer's parameters, are keys by what they are, not by what they hold. */
    private @Nullable String keyText(@Nullable Object key) {
        if (key instanceof Described object) {
            return object.kind() + " #" + keyNumbers.computeIfAbsent(object, absent -> keyNumbers.size());
        }
        return PickledValues.scalarText(key);
    }

    private void addItems(List<@Nullable Object> items) {
        if (!(stack.top() instanceof PickledSet set) || set.isFrozen()) {
            throw input.damaged("elements are added to " + PickledValues.kind(stack.top()));
        }
        addTo(set, items);
    }

    private void addTo(PickledSet set, List<@Nullable Object> items) {
        stack.spend((long) ENTRY * items.size());
        try {
            set.add(items);
        } catch (PickleGlobal.BadArguments e) {
            throw input.damaged(e.getMessage());
        }
    }

    @SuppressWarnings("unchecked") // the reader makes no other lists
    private List<@Nullable Object> list(@Nullable Object value) {
        if (value instanceof ArrayList) {
            return (List<@Nullable Object>) value;
        }
        if (value instanceof Bystander) {
            return new ArrayList<>();
        }
        throw input.damaged("items are added to " + PickledValues.kind(value));
    }

    private PickledDictionary dictionary(@Nullable Object value) {
        if (value instanceof PickledDictionary dictionary) {
            return dictionary;
        }
        if (value instanceof Bystander) {
            return PickledDictionary.plain();
        }
        throw input.damaged("keys are set in " + PickledValues.kind(value));
    }

    private PickleGlobal global(String module, String name) {
        return globals.meaning(module, name, input.protocol(), errors);
    }

    private void stackGlobal() {
        Object name = stack.pop();
        Object module = stack.pop();
        if (!(module instanceof String moduleName) || !(name instanceof String globalName)) {
            throw input.damaged("a reference is not made of two names");
        }
        stack.push(global(moduleName, globalName));
    }

    private void call(boolean newObject) {
        Object arguments = stack.pop();
        Object callable = stack.pop();
        if (!(callable instanceof PickleGlobal global) || !(arguments instanceof Tuple tuple)) {
            throw input.damaged(PickledValues.kind(callable) + " is called with " + PickledValues.kind(arguments));
        }
        PickleGlobal.Constructor constructor = newObject ? global.creator() : global.constructor();
        if (constructor == null) {
            throw errors.refused(
                    "calls " + global.name() + (newObject ? " by NEWOBJ" : "") + ", which is not supported.");
        }
        try {
            stack.push(constructor.make(tuple));
        } catch (PickleGlobal.BadArguments e) {
            throw input.damaged("arguments of " + global.name() + ": " + e.getMessage());
        } catch (PickleGlobal.Refused e) {
            throw AllowList.refused(global.name(), errors);
        }
    }

    private void build() {
        Object state = stack.pop();
        Object target = stack.top();
        if (target instanceof Buildable buildable) {
            if (state instanceof PickledDictionary attributes) {
                stack.spend((long) ENTRY * attributes.size());
            }
            try {
                buildable.build(state);
            } catch (PickleGlobal.BadArguments e) {
                throw input.damaged(e.getMessage());
            }
        } else if (target instanceof PickledDictionary dictionary
                && dictionary.isAttributed()
                && state instanceof PickledDictionary attributes) {
            checkAttributes(attributes);
        } else {
            throw input.damaged("a state is set on " + PickledValues.kind(target));
        }
    }

    /** The attributes of an OrderedDict, such as a state dict's _metadata, hold versions of torch's modules: of no use here. */
    private void checkAttributes(PickledDictionary attributes) {
        stack.spend(attributes.size());
        for (String name : attributes.keySet()) {
            if (DICTIONARY_METHODS.contains(name) || name.startsWith("__")) {
                throw errors.refused("gives a dictionary the attribute " + FileErrors.printable(name)
                        + ", which hides a method of it from other readers.");
            }
        }
    }
}
