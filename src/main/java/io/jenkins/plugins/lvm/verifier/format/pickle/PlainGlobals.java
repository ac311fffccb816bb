package io.jenkins.plugins.lvm.verifier.format.pickle;

import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.require;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.requireCount;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.string;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Plain values of the standard library and of NumPy, which any pickle may hold. */
public final class PlainGlobals {
    private static final Set<String> PATHS =
            Set.of("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path", "PurePath");
    private static final Set<String> BUILTIN_TYPES =
            Set.of("int", "float", "bool", "str", "bytes", "list", "dict", "tuple", "object");
    /** Memory of a set's element. */
    private static final int ELEMENT_BYTES = 64;

    private final AllowList.Builder<PickleGlobal> list;
    private final CallBudget budget;

    private PlainGlobals(AllowList.Builder<PickleGlobal> list, CallBudget budget) {
        this.list = list;
        this.budget = budget;
    }

    /** Adds the names to a list; what calling them makes is charged to the budget. */
    public static void addTo(AllowList.Builder<PickleGlobal> list, CallBudget budget) {
        new PlainGlobals(list, budget).add();
    }

    private void add() {
        call("collections.OrderedDict", PlainGlobals::emptyDictionary);
        call("collections.defaultdict", PlainGlobals::emptyDefaultDictionary);
        call("builtins.set", arguments -> set(arguments, false));
        call("builtins.frozenset", arguments -> set(arguments, true));
        call("builtins.complex", PlainGlobals::complex);
        BUILTIN_TYPES.forEach(type -> list.allow("builtins." + type, PickleGlobal.mentioned("builtins." + type)));
        list.allow("argparse.Namespace", PickleGlobal.created("argparse.Namespace", PlainGlobals::attributes));
        call("types.SimpleNamespace", PlainGlobals::attributes);
        call("_codecs.encode", this::encode);
        for (String path : PATHS) {
            String separator = path.contains("Windows") ? "\\" : "/";
            call("pathlib." + path, arguments -> path(arguments, separator));
            call("pathlib._local." + path, arguments -> path(arguments, separator));
        }
        for (String core : List.of("numpy.core.", "numpy._core.")) {
            call(core + "multiarray.scalar", this::numpyScalar);
            call(core + "multiarray._reconstruct", PlainGlobals::emptyArray);
            call(core + "numeric._frombuffer", PlainGlobals::arrayOfBytes);
        }
        new BystanderGlobals(budget).addTo(list);
        call("numpy.dtype", PickledDtype::of);
        list.allow("numpy.ndarray", PickleGlobal.mentioned("numpy.ndarray"));
    }

    private void call(String name, PickleGlobal.Constructor constructor) {
        list.allow(name, PickleGlobal.called(name, constructor));
    }

    /** Items are added afterwards. */
    private static Object emptyDictionary(Tuple arguments) {
        require(arguments.size() == 0, "only an empty one is supported");
        return PickledDictionary.ordered();
    }

    /** Its factory, whatever it is, only serves keys that are absent. */
    private static Object emptyDefaultDictionary(Tuple arguments) {
        requireCount(arguments, 0, 1);
        require(
                arguments.size() == 0 || arguments.get(0) == null || arguments.get(0) instanceof PickleGlobal,
                "the factory of a defaultdict is not a name");
        return PickledDictionary.plain();
    }

    private static Object attributes(Tuple arguments) {
        requireCount(arguments, 0, 0);
        return new Attributes();
    }

    private PickledSet set(Tuple arguments, boolean frozen) {
        requireCount(arguments, 0, 1);
        List<?> elements = arguments.size() == 0 ? List.of() : PickleArguments.items(arguments.get(0));
        if (elements == null) {
            throw new PickleGlobal.BadArguments("not a list of items");
        }
        budget.charge((long) ELEMENT_BYTES * elements.size());
        return new PickledSet(frozen).add(elements);
    }

    private static String complex(Tuple arguments) {
        require(
                arguments.size() == 2 && arguments.get(0) instanceof Double && arguments.get(1) instanceof Double,
                "not two numbers");
        return arguments.get(0) + "+" + arguments.get(1) + "j";
    }

    private String path(Tuple arguments, String separator) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            String part = string(arguments, i);
            budget.charge(1L + part.length());
            if (!path.isEmpty() && path.lastIndexOf(separator) != path.length() - 1) {
                path.append(separator);
            }
            path.append(part);
        }
        return path.toString();
    }

    /** Protocol 2 writes bytes as text of the same code points. */
    private byte[] encode(Tuple arguments) {
        requireCount(arguments, 2, 2);
        String text = string(arguments, 0);
        budget.charge(text.length());
        return latin1(text, string(arguments, 1));
    }

    /** @throws PickleGlobal.BadArguments where Python's {@code encode} would do something else, or fail */
    static byte[] latin1(String text, String encoding) {
        require(encoding.equals("latin1") || encoding.equals("latin-1"), "only latin1 is supported");
        require(text.chars().allMatch(c -> c <= 0xff), "text that latin1 cannot hold");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Object numpyScalar(Tuple arguments) {
        if (arguments.size() != 2 || !(arguments.get(0) instanceof PickledDtype dtype)) {
            throw new PickleGlobal.BadArguments("not an element type and a value");
        }
        budget.charge(dtype.type().itemSize());
        return dtype.value(PickleArguments.bytes(arguments.get(1)), 0);
    }

    /** (ndarray, (0,), b'b'): shape and type come with the state. */
    private static NumpyArray emptyArray(Tuple arguments) {
        requireCount(arguments, 3, 3);
        require(
                arguments.get(0) instanceof PickleGlobal type && type.name().equals("numpy.ndarray"),
                "not a plain array");
        return new NumpyArray();
    }

    /** (bytes, element type, shape, order): how protocol 5 writes an array. */
    private static NumpyArray arrayOfBytes(Tuple arguments) {
        requireCount(arguments, 4, 4);
        NumpyArray array = new NumpyArray();
        array.build(new Tuple(1L, arguments.get(2), arguments.get(1), false, arguments.get(0)));
        return array;
    }
}
