package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.checkpoint.PickleGlobal.BadArguments;
import io.jenkins.plugins.lvm.verifier.checkpoint.PickleGlobal.Constructor;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that the pickles of a checkpoint may refer to: tensors, and plain values of the standard library and of NumPy. */
final class AllowedGlobals {
    private static final Set<String> PATHS =
            Set.of("PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path", "PurePath");
    private static final Set<String> BUILTIN_TYPES =
            Set.of("int", "float", "bool", "str", "bytes", "list", "dict", "tuple", "object");
    private static final Constructor MENTIONED_ONLY = null;
    /** Memory of a tensor without its geometry. */
    private static final int TENSOR_BYTES = 128;

    private final ReadLimits limits;
    private final Map<String, PickleGlobal> globals = new HashMap<>();
    private long charged;

    AllowedGlobals(final ReadLimits limits) {
        this.limits = limits;

        allow("collections.OrderedDict", AllowedGlobals::emptyDictionary);
        allow("collections.defaultdict", arguments -> new LinkedHashMap<String, Object>()); // of any factory
        for (final String builtins : List.of("builtins.", "__builtin__.")) {
            allow(builtins + "set", AllowedGlobals::items);
            allow(builtins + "frozenset", AllowedGlobals::items);
            allow(builtins + "complex", AllowedGlobals::complex);
            BUILTIN_TYPES.forEach(type -> allow(builtins + type, MENTIONED_ONLY));
        }
        allow("argparse.Namespace", arguments -> new Attributes());
        allow("types.SimpleNamespace", arguments -> new Attributes());
        allow("_codecs.encode", this::encode);
        for (final String path : PATHS) {
            final String separator = path.contains("Windows") ? "\\" : "/";
            allow("pathlib." + path, arguments -> path(arguments, separator));
            allow("pathlib._local." + path, arguments -> path(arguments, separator));
        }

        allow("torch._utils._rebuild_tensor", this::tensor);
        allow("torch._utils._rebuild_tensor_v2", this::tensor);
        allow("torch._utils._rebuild_tensor_v3", this::retypedTensor);
        allow("torch._utils._rebuild_parameter", AllowedGlobals::parameter);
        allow("torch._utils._rebuild_parameter_with_state", AllowedGlobals::parameter);
        allow("torch._tensor._rebuild_from_type_v2", AllowedGlobals::subclass);
        allow("torch.Tensor", MENTIONED_ONLY);
        allow("torch.nn.parameter.Parameter", MENTIONED_ONLY);
        allow("torch.nn.parameter.Buffer", MENTIONED_ONLY);
        allow("torch.Size", AllowedGlobals::items);
        allow("torch.device", this::device);
        allow("torch.torch_version.TorchVersion", arguments -> string(arguments, 0));
        allow("torch.storage.UntypedStorage", MENTIONED_ONLY);
        allow("torch.UntypedStorage", MENTIONED_ONLY);
        for (final Dtype dtype : Dtype.values()) {
            allow("torch." + dtype, MENTIONED_ONLY);
            allow("torch." + dtype.storageClass(), MENTIONED_ONLY);
        }

        for (final String core : List.of("numpy.core.", "numpy._core.")) {
            allow(core + "multiarray.scalar", this::numpyScalar);
            allow(core + "multiarray._reconstruct", arguments -> new NumpyArray());
            allow(core + "numeric._frombuffer", AllowedGlobals::numpyArray);
        }
        allow("numpy.dtype", arguments -> new NumpyDtype(string(arguments, 0)));
        allow("numpy.ndarray", MENTIONED_ONLY);
    }

    private void allow(final String name, final Constructor constructor) {
        globals.put(name, new PickleGlobal(name, constructor));
    }

    /** The meaning of a name, or null if it is not allowed. */
    PickleGlobal find(final String module, final String name) {
        return globals.get(module + "." + name);
    }

    /** The element type that a storage class stands for; that of an untyped one is bytes. */
    static Optional<Dtype> storageType(final Object value) {
        if (!(value instanceof PickleGlobal global) || !global.name().startsWith("torch.")) {
            return Optional.empty();
        }
        final String name = global.name().substring(global.name().lastIndexOf('.') + 1);
        return name.equals("UntypedStorage") ? Optional.of(Dtype.UINT8) : Dtype.ofStorageClass(name);
    }

    /** (storage, offset, shape, stride, ...); what follows concerns training. */
    private Tensor tensor(final Tuple arguments) {
        require(arguments.size() >= 4 && arguments.get(0) instanceof Storage, "no storage with a geometry");
        return tensor(arguments, (Storage) arguments.get(0));
    }

    private Tensor tensor(final Tuple arguments, final Storage storage) {
        final long[] shape = longs(arguments.get(2));
        final long[] stride = longs(arguments.get(3));
        charge(TENSOR_BYTES + (long) Long.BYTES * (shape.length + stride.length));
        return Tensor.of(storage, integer(arguments.get(1)), shape, stride, limits);
    }

    /** As {@link #tensor} with the element type as seventh argument, over an untyped storage. */
    private Tensor retypedTensor(final Tuple arguments) {
        require(
                arguments.size() >= 7
                        && arguments.get(0) instanceof Storage
                        && arguments.get(6) instanceof PickleGlobal type
                        && type.name().startsWith("torch."),
                "no storage with a geometry and an element type");
        final String name = ((PickleGlobal) arguments.get(6)).name().substring("torch.".length());
        final Dtype dtype = Dtype.ofTorchName(name).orElseThrow(() -> new BadArguments("element type " + name));
        return tensor(arguments, ((Storage) arguments.get(0)).as(dtype));
    }

    private static Tensor parameter(final Tuple arguments) {
        require(arguments.size() >= 1 && arguments.get(0) instanceof Tensor, "no tensor");
        return (Tensor) arguments.get(0);
    }

    /** (constructor, type, arguments, state): a tensor with Python attributes, which do not matter here. */
    private static Object subclass(final Tuple arguments) {
        require(
                arguments.size() == 4
                        && arguments.get(0) instanceof PickleGlobal rebuild
                        && rebuild.name().startsWith("torch._utils._rebuild_")
                        && rebuild.constructor() != null
                        && arguments.get(1) instanceof PickleGlobal type
                        && (type.name().equals("torch.Tensor") || type.name().startsWith("torch.nn.parameter."))
                        && arguments.get(2) instanceof Tuple,
                "not a plain tensor");
        return ((PickleGlobal) arguments.get(0)).constructor().make((Tuple) arguments.get(2));
    }

    /** Items are added afterwards. */
    private static Object emptyDictionary(final Tuple arguments) {
        require(arguments.size() == 0, "only an empty one is supported");
        return new LinkedHashMap<String, Object>();
    }

    /** The list or tuple itself: a copy would let a small pickle ask for any amount of work. */
    private static Object items(final Tuple arguments) {
        if (arguments.size() == 0) {
            return new ArrayList<>(0);
        }
        require(arguments.get(0) instanceof Tuple || arguments.get(0) instanceof List, "not a list of items");
        return arguments.get(0);
    }

    private static String complex(final Tuple arguments) {
        require(
                arguments.size() == 2 && arguments.get(0) instanceof Double && arguments.get(1) instanceof Double,
                "not two numbers");
        return arguments.get(0) + "+" + arguments.get(1) + "j";
    }

    private String device(final Tuple arguments) {
        final String type = string(arguments, 0);
        charge(type.length());
        return arguments.size() == 1 ? type : type + ":" + integer(arguments.get(1));
    }

    private String path(final Tuple arguments, final String separator) {
        final StringBuilder path = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            final String part = string(arguments, i);
            charge(1L + part.length());
            if (!path.isEmpty() && path.lastIndexOf(separator) != path.length() - 1) {
                path.append(separator);
            }
            path.append(part);
        }
        return path.toString();
    }

    /** Protocol 2 writes bytes as text of the same code points. */
    private byte[] encode(final Tuple arguments) {
        final String encoding = arguments.size() == 2 ? string(arguments, 1) : "";
        require(encoding.equals("latin1") || encoding.equals("latin-1"), "only latin1 is supported");
        final String text = string(arguments, 0);
        charge(text.length());
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Counts bytes that calls make out of values which a pickle can mention again and again at no cost. */
    private void charge(final long bytes) {
        charged += bytes;
        require(charged <= limits.pickleBytes(), "calls make more than " + limits.pickleBytes() + " bytes");
    }

    private Object numpyScalar(final Tuple arguments) {
        require(arguments.size() == 2 && arguments.get(0) instanceof NumpyDtype, "no element type with a value");
        final NumpyDtype dtype = (NumpyDtype) arguments.get(0);
        charge(dtype.size());
        return dtype.value(bytes(arguments.get(1)), 0);
    }

    /** (bytes, element type, shape, order): how protocol 5 writes an array. */
    private static Object numpyArray(final Tuple arguments) {
        require(arguments.size() == 4, "no bytes with element type and shape");
        final NumpyArray array = new NumpyArray();
        array.build(new Tuple(1L, arguments.get(2), arguments.get(1), false, arguments.get(0)));
        return array;
    }

    static byte[] bytes(final Object value) {
        require(value instanceof byte[], "bytes are missing");
        return (byte[]) value;
    }

    static long[] longs(final Object value) {
        final List<?> items =
                value instanceof Tuple tuple ? tuple.items() : value instanceof List<?> list ? list : null;
        require(items != null && items.size() <= Tensor.MAX_RANK, "a shape is not a short tuple");
        return items.stream().mapToLong(AllowedGlobals::integer).toArray();
    }

    private static long integer(final Object value) {
        require(!(value instanceof BigInteger), "an integer is too large");
        require(value instanceof Long, "an integer is missing");
        return (Long) value;
    }

    private static String string(final Tuple arguments, final int index) {
        require(arguments.size() > index && arguments.get(index) instanceof String, "a string is missing");
        return (String) arguments.get(index);
    }

    private static void require(final boolean condition, final String message) {
        if (!condition) {
            throw new BadArguments(message);
        }
    }
}
