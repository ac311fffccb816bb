package io.jenkins.plugins.lvm.verifier.format.pickle;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal.BadArguments;
import io.jenkins.plugins.lvm.verifier.format.pickle.Symbol.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names, calls and states in a {@link SymbolReader}: numpy's arrays, element types and scalars, and nothing else that matters. */
final class SymbolCalls {

    /** What the names stand for. */
    private enum Meaning {
        RECONSTRUCT,
        SCALAR,
        NDARRAY,
        DTYPE,
        ENCODE,
        FROM_BUFFER,
        SET,
        FROZENSET;

        private static final List<Meaning> ALL = List.of(values());
    }

    private static final AllowList<Meaning> NAMES = new AllowList.Builder<Meaning>()
            .allow("numpy.core.multiarray._reconstruct", Meaning.RECONSTRUCT)
            .allow("numpy._core.multiarray._reconstruct", Meaning.RECONSTRUCT)
            .allow("numpy.core.multiarray.scalar", Meaning.SCALAR)
            .allow("numpy._core.multiarray.scalar", Meaning.SCALAR)
            .allow("numpy.ndarray", Meaning.NDARRAY)
            .allow("numpy.dtype", Meaning.DTYPE)
            .allow("_codecs.encode", Meaning.ENCODE)
            .allow("numpy.core.numeric._frombuffer", Meaning.FROM_BUFFER)
            .allow("numpy._core.numeric._frombuffer", Meaning.FROM_BUFFER)
            .allow("builtins.set", Meaning.SET)
            .allow("builtins.frozenset", Meaning.FROZENSET)
            .build();

    private static final int NONE = -1;

    private final PickleInput input;
    private final SymbolStack stack;
    private final SymbolValues values;
    private final FileErrors errors;
    private int arrayCount;
    /** Number of the array that got the list of elements. */
    private int builtArray = NONE;

    SymbolCalls(PickleInput input, SymbolStack stack, SymbolValues values, FileErrors errors) {
        this.input = input;
        this.stack = stack;
        this.values = values;
        this.errors = errors;
    }

    void pushGlobal(String module, String name) {
        Meaning meaning = NAMES.meaning(module, name, input.protocol(), errors);
        stack.push(Kind.GLOBAL.symbol(Meaning.ALL.indexOf(meaning)), null);
    }

    void stackGlobal() {
        int from = stack.size() - 2;
        String module = values.text(stack.symbol(from), stack.content(from));
        String name = values.text(stack.symbol(from + 1), stack.content(from + 1));
        if (module == null || name == null) {
            throw input.damaged("a reference is not made of two names");
        }
        stack.cut(from);
        pushGlobal(module, name);
    }

    /** Calls a name with a tuple of arguments. */
    void reduce() {
        int from = stack.size() - 2;
        int callable = stack.symbol(from);
        if (Symbol.kind(callable) != Kind.GLOBAL || !(stack.content(from + 1) instanceof SymbolTuple arguments)) {
            throw input.damaged("it calls something that cannot be called");
        }
        stack.cut(from);
        Meaning meaning = Meaning.ALL.get(Symbol.payload(callable));
        try {
            call(meaning, arguments);
        } catch (BadArguments e) {
            throw input.damaged("arguments of a call: " + e.getMessage());
        }
    }

    private void call(Meaning meaning, SymbolTuple arguments) {
        switch (meaning) {
            case RECONSTRUCT -> {
                PickleArguments.require(
                        arguments.size() == 3 && arguments.symbol(0) == symbol(Meaning.NDARRAY), "not a plain array");
                push(Kind.ARRAY.symbol(stack.isBottom() ? values.numbered(arrayCount++) : Symbol.UNKNOWN));
            }
            case DTYPE -> push(values.type(arguments));
            case SCALAR -> push(values.scalar(arguments));
            case ENCODE -> encode(arguments);
            case FROM_BUFFER -> push(Kind.ARRAY.symbol(Symbol.UNKNOWN));
            case SET -> {
                requireItems(arguments);
                push(Kind.SET.symbol(0));
            }
            case FROZENSET -> {
                requireItems(arguments);
                push(Symbol.OTHER);
            }
            case NDARRAY -> throw input.damaged("it calls numpy.ndarray");
        }
    }

    private static int symbol(Meaning meaning) {
        return Kind.GLOBAL.symbol(Meaning.ALL.indexOf(meaning));
    }

    /** Protocol 2 writes bytes as text of the same code points. */
    private void encode(SymbolTuple arguments) {
        String text = values.text(arguments, 0);
        String encoding = values.text(arguments, 1);
        if (arguments.size() != 2 || Symbol.kind(arguments.symbol(0)) != Kind.TEXT || encoding == null) {
            throw new BadArguments("not a text and its encoding");
        }
        byte[] bytes = PlainGlobals.latin1(text == null ? "" : text, encoding);
        if (text == null) {
            push(Kind.BYTES.symbol(0)); // long, and not kept
        } else {
            stack.push(SymbolValues.bytes(bytes), bytes);
        }
    }

    private static void requireItems(SymbolTuple arguments) {
        Kind kind = Symbol.kind(arguments.symbol(0));
        PickleArguments.require(
                arguments.size() == 0 || (arguments.size() == 1 && (kind == Kind.LIST || kind == Kind.TUPLE)),
                "not a list of items");
    }

    /**
     * Sets the state of an object.
     *
     * @param elements that the first list of the pickle has so far
     * @param expected elements that the outermost array has to have
     * @return whether it was the outermost array that got its elements
     */
    boolean build(long elements, long expected) {
        int from = stack.size() - 2;
        int object = stack.symbol(from);
        @Nullable Object state = stack.content(from + 1);
        int array = NONE;
        switch (Symbol.kind(object)) {
            case TYPE -> {
                try {
                    values.buildType(object, state);
                } catch (BadArguments e) {
                    throw input.damaged(e.getMessage());
                }
            }
            case ARRAY -> {
                array = Symbol.payload(object);
                if (array != NONE) {
                    checkArray(state, elements, expected);
                    builtArray = array;
                }
            }
            default -> throw errors.refused("sets the state of an object of a class, which is refused.");
        }
        stack.cut(from + 1);
        return array != NONE;
    }

    /** State of an array: version, shape, type, order, elements. */
    private void checkArray(@Nullable Object state, long elements, long expected) {
        int shape = 1;
        int type = 2;
        int list = 4;
        if (!(state instanceof SymbolTuple parts)
                || parts.size() != list + 1
                || !values.isObjectType(parts, type)
                || parts.symbol(list) != Kind.LIST.symbol(0)) {
            throw notAnArray();
        }
        if (elements != expected) {
            throw errors.refused("holds " + elements + " rows where its shape says " + expected + ".");
        }
        if (parts.symbol(shape) != Kind.TUPLE.symbol((int) Math.min(Symbol.MAX_PAYLOAD, 1 + expected))) {
            throw errors.refused("is pickled in another shape than (" + expected + ",), which is that of its header.");
        }
    }

    boolean isBuiltArray(int symbol) {
        return builtArray != NONE && symbol == Kind.ARRAY.symbol(builtArray);
    }

    VerifierException notAnArray() {
        return errors.refused("is not a pickled array of objects.");
    }

    private void push(int symbol) {
        stack.push(symbol, null);
    }
}
