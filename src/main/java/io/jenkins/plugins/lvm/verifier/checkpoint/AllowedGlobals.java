package io.jenkins.plugins.lvm.verifier.checkpoint;

import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.integer;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.longs;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.require;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.requireCount;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.string;

import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.pickle.AllowList;
import io.jenkins.plugins.lvm.verifier.format.pickle.CallBudget;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleGlobal.BadArguments;
import io.jenkins.plugins.lvm.verifier.format.pickle.PlainGlobals;
import io.jenkins.plugins.lvm.verifier.format.pickle.Tuple;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that the pickles of a checkpoint may refer to: tensors, beside the plain values of any pickle. */
final class AllowedGlobals {
    /** Memory of a tensor without its geometry. */
    private static final int TENSOR_BYTES = 128;
    /** Attributes that torch's restoring of a tensor's state would take for the tensor itself. */
    private static final Set<String> TENSOR_PARTS =
            Set.of("data", "real", "imag", "grad", "_grad", "requires_grad", "names");

    private static final int MAX_ATTRIBUTES = 64;

    private final ReadLimits limits;
    private final CallBudget budget;
    private final AllowList.Builder<PickleGlobal> list = new AllowList.Builder<>();

    private AllowedGlobals(ReadLimits limits) {
        this.limits = limits;
        this.budget = new CallBudget(limits.pickle().bytes());
    }

    /** The list for the pickles of one file, with one bound on what all of their calls make. */
    static AllowList<PickleGlobal> list(ReadLimits limits) {
        return new AllowedGlobals(limits).build();
    }

    private AllowList<PickleGlobal> build() {
        PlainGlobals.addTo(list, budget);

        call("torch._utils._rebuild_tensor", arguments -> tensor(arguments, 4, 4));
        call("torch._utils._rebuild_tensor_v2", arguments -> tensor(arguments, 6, 7));
        call("torch._utils._rebuild_tensor_v3", this::retypedTensor);
        call("torch._utils._rebuild_parameter", AllowedGlobals::parameter);
        call("torch._utils._rebuild_parameter_with_state", AllowedGlobals::parameterWithState);
        call("torch._tensor._rebuild_from_type_v2", AllowedGlobals::subclass);
        call("torch.Size", this::size);
        call("torch.device", this::device);
        // A subclass of str, for which pickle goes by NEWOBJ.
        String version = "torch.torch_version.TorchVersion";
        list.allow(version, PickleGlobal.created(version, AllowedGlobals::version));
        mention("torch.Tensor");
        mention("torch.nn.parameter.Parameter");
        mention("torch.nn.parameter.Buffer");
        mention("torch.storage.UntypedStorage");
        mention("torch.UntypedStorage");
        for (Dtype dtype : Dtype.values()) {
            mention("torch." + dtype);
            mention("torch." + dtype.storageClass());
        }
        return list.build();
    }

    private void call(String name, PickleGlobal.Constructor constructor) {
        list.allow(name, PickleGlobal.called(name, constructor));
    }

    private void mention(String name) {
        list.allow(name, PickleGlobal.mentioned(name));
    }

    /** The element type that a storage class stands for; that of an untyped one is bytes. */
    static Optional<Dtype> storageType(@Nullable Object value) {
        if (!(value instanceof PickleGlobal global) || !global.name().startsWith("torch.")) {
            return Optional.empty();
        }
        String name = global.name().substring(global.name().lastIndexOf('.') + 1);
        return name.equals("UntypedStorage") ? Optional.of(Dtype.UINT8) : Dtype.ofStorageClass(name);
    }

    /** (storage, offset, shape, stride, requires_grad, hooks, metadata) or the first four or six of them. */
    private Tensor tensor(Tuple arguments, int least, int most) {
        requireCount(arguments, least, most);
        if (!(arguments.get(0) instanceof Storage storage)) {
            throw new BadArguments("not a storage with a geometry");
        }
        requireNoView(arguments, most - 1);
        return tensor(arguments, storage);
    }

    private Tensor tensor(Tuple arguments, Storage storage) {
        long[] shape = longs(arguments.get(2));
        long[] stride = longs(arguments.get(3));
        budget.charge(TENSOR_BYTES + (long) Long.BYTES * (shape.length + stride.length));
        return Tensor.of(storage, integer(arguments.get(1)), shape, stride, limits);
    }

    /** Newer versions of torch note there that values are to be negated or conjugated when read; older ones know nothing of it. */
    private static void requireNoView(Tuple arguments, int index) {
        require(
                index < 6
                        || arguments.size() <= index
                        || arguments.get(index) == null
                        || (arguments.get(index) instanceof Map<?, ?> metadata && metadata.isEmpty()),
                "a tensor that is a negated or conjugated view, which versions of PyTorch read differently");
    }

    /** As {@link #tensor} with the element type as seventh argument, over an untyped storage. */
    private Tensor retypedTensor(Tuple arguments) {
        requireCount(arguments, 7, 8);
        if (!(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(6) instanceof PickleGlobal type)
                || !type.name().startsWith("torch.")) {
            throw new BadArguments("not a storage with a geometry and an element type");
        }
        requireNoView(arguments, 7);
        String name = type.name().substring("torch.".length());
        Dtype dtype = Dtype.ofTorchName(name).orElseThrow(() -> new BadArguments("element type " + name));
        return tensor(arguments, storage.as(dtype));
    }

    /** (tensor, requires_grad, hooks). */
    private static Tensor parameter(Tuple arguments) {
        requireCount(arguments, 3, 3);
        return tensor(arguments);
    }

    /** (tensor, requires_grad, hooks, state). */
    private static Tensor parameterWithState(Tuple arguments) {
        requireCount(arguments, 4, 4);
        Tensor tensor = tensor(arguments);
        requireHarmless(arguments.get(3));
        return tensor;
    }

    /** The tensor that comes first among the arguments. */
    private static Tensor tensor(Tuple arguments) {
        if (arguments.get(0) instanceof Tensor tensor) {
            return tensor;
        }
        throw new BadArguments("not a tensor");
    }

    /** (constructor, type, arguments, state): a tensor with Python attributes, which do not matter here. */
    private static Object subclass(Tuple arguments) {
        if (arguments.size() == 4
                && arguments.get(0) instanceof PickleGlobal rebuild
                && rebuild.name().startsWith("torch._utils._rebuild_")
                && rebuild.constructor() != null
                && arguments.get(1) instanceof PickleGlobal type
                && (type.name().equals("torch.Tensor") || type.name().startsWith("torch.nn.parameter."))
                && arguments.get(2) instanceof Tuple own) {
            requireHarmless(arguments.get(3));
            return rebuild.constructor().make(own);
        }
        throw new BadArguments("not a plain tensor");
    }

    /** The state is a dictionary of attributes, or one of them and another of slots; torch sets them all on the tensor. */
    private static void requireHarmless(@Nullable Object state) {
        if (state instanceof Tuple pair && pair.size() == 2) {
            requireHarmlessAttributes(pair.get(0));
            requireHarmlessAttributes(pair.get(1));
        } else {
            requireHarmlessAttributes(state);
        }
    }

    private static void requireHarmlessAttributes(@Nullable Object state) {
        require(state == null || state instanceof Map, "the state of a tensor is not a dictionary");
        if (state instanceof Map<?, ?> attributes) {
            for (String part : TENSOR_PARTS) {
                require(!attributes.containsKey(part), "a state that sets " + part + " of a tensor");
            }
            require(
                    attributes.size() <= MAX_ATTRIBUTES
                            && attributes.keySet().stream().noneMatch(name -> ((String) name).startsWith("__")),
                    "a state that changes what a tensor is");
        }
    }

    private Tuple size(Tuple arguments) {
        requireCount(arguments, 0, 1);
        Object sizes = arguments.size() == 0 ? arguments : arguments.get(0);
        long[] lengths = longs(sizes);
        budget.charge((long) Long.BYTES * lengths.length);
        return sizes instanceof Tuple tuple
                ? tuple
                : new Tuple(Arrays.stream(lengths).boxed().toArray());
    }

    private String device(Tuple arguments) {
        requireCount(arguments, 1, 2);
        String type = string(arguments, 0);
        budget.charge(type.length());
        return arguments.size() == 1 ? type : type + ":" + integer(arguments.get(1));
    }

    private static String version(Tuple arguments) {
        requireCount(arguments, 1, 1);
        return string(arguments, 0);
    }
}
