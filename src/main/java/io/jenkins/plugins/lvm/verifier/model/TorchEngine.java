package io.jenkins.plugins.lvm.verifier.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's library in this process. It is loaded once, without any network access, and stays until the process ends: which
 * libtorch is used cannot be changed afterwards.
 */
public final class TorchEngine {
    private static final String ENGINE = "PyTorch";
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    private final Engine engine;
    private final Machine machine;
    private final int threads;
    private final List<String> notes;
    private final String cudaHint;

    private TorchEngine(
            final Engine engine,
            final Machine machine,
            final int threads,
            final List<String> notes,
            final String cudaHint) {
        this.engine = engine;
        this.machine = machine;
        this.threads = threads;
        this.notes = notes;
        this.cudaHint = cudaHint;
    }

    /**
     * Loads the library, if it is not loaded yet.
     *
     * @param libtorch folder of an installed libtorch; null to use the one on the class path
     * @param threads CPU threads of a forward pass; 0 means all cores
     * @throws VerifierException if that libtorch cannot be used
     */
    public static TorchEngine start(final @Nullable Path libtorch, final int threads) {
        return start(libtorch, threads, List.of("cpu"));
    }

    /**
     * Loads the library, if it is not loaded yet.
     *
     * @param libtorch folder of an installed libtorch; null to use one with CUDA where a card is wanted and such a libtorch is found where it
     *     usually is, else the one on the class path
     * @param threads CPU threads of a forward pass; 0 means all cores
     * @param devices that are asked for
     * @throws VerifierException if that libtorch cannot be used
     */
    public static TorchEngine start(final @Nullable Path libtorch, final int threads, final List<String> devices) {
        final Machine machine = Machine.here();
        final boolean card = devices.stream()
                .anyMatch(device -> device.startsWith("cuda") || (device.equals("auto") && machine.hasNvidiaCard()));
        final LibtorchSearch search = libtorch == null && card
                ? LibtorchSearch.in(machine.root(), System::getenv)
                : new LibtorchSearch(null, List.of());
        final Libtorch installed = libtorch == null ? search.usable() : Libtorch.at(libtorch);
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        final List<String> notes = new ArrayList<>();
        if (installed != null) {
            if (libtorch == null) {
                notes.add("using the libtorch in " + installed.folder());
            }
            System.setProperty("PYTORCH_LIBRARY_PATH", installed.folder().toString());
            System.setProperty("PYTORCH_VERSION", Libtorch.VERSION);
            System.setProperty("PYTORCH_FLAVOR", installed.flavor());
            if (!installed.versionKnown()) {
                notes.add("the libtorch in " + installed.folder() + " does not state its version; " + Libtorch.VERSION
                        + " is assumed");
            }
        }
        if (Machine.isLinux() && !machine.hasNvidiaCard()) {
            spareSearchForCard();
        }
        final Engine engine = load(installed == null ? null : installed.folder());
        if (installed != null && !Path.of(LibUtils.getLibtorchPath()).equals(installed.folder())) {
            throw new IllegalStateException("Another libtorch is loaded: " + LibUtils.getLibtorchPath());
        }
        NativeMessages.leaveOutWhereNobodyElseDoes();
        // Contexts are shared out among threads, each of which does whole operations: see ForwardPass.
        JniUtils.setNumThreads(1);
        return new TorchEngine(engine, machine, threads(threads), notes, search.hint());
    }

    /** How many threads a wish for so many comes to: 0 means all cores. */
    public static int threads(final int wish) {
        return wish > 0 ? wish : Runtime.getRuntime().availableProcessors();
    }

    /**
     * DJL asks CUDA's own library for cards, by way of JNA, which unpacks a library and starts {@code ldconfig} each time: a twentieth of a second,
     * for nothing where there is no card. It makes up its mind about that library when the class is initialized.
     */
    private static void spareSearchForCard() {
        String elsewhere = "ai.djl.util.cuda.fork";
        String before = System.setProperty(elsewhere, "true");
        try {
            MethodHandles.lookup().ensureInitialized(CudaUtils.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            if (before == null) {
                System.clearProperty(elsewhere);
            } else {
                System.setProperty(elsewhere, before);
            }
        }
    }

    private static Engine load(final @Nullable Path libtorch) {
        try {
            return Engine.getEngine(ENGINE);
        } catch (EngineException | UnsatisfiedLinkError e) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    libtorch == null
                            ? "PyTorch's library cannot be loaded on this machine: " + rootMessage(e) + "."
                            : "The libtorch in " + libtorch + " cannot be loaded: " + rootMessage(e) + ".",
                    libtorch == null
                            ? "Install PyTorch " + Libtorch.VERSION + " and name its lib folder as libtorch."
                            : "Leave libtorch out to use the one that comes along.",
                    e);
        }
    }

    /** Version of DJL, through which libtorch is called. */
    public static String djlVersion() {
        return Engine.getDjlVersion();
    }

    /** Version of libtorch. */
    public String version() {
        return engine.getVersion();
    }

    /**
     * Finds a device.
     *
     * @param requested {@code auto} (CUDA, else MPS, else CPU), {@code cpu}, {@code cuda}, {@code cuda:N} or {@code mps}
     * @throws VerifierException if it is unknown or not available
     */
    public TorchDevice device(final String requested) {
        final Matcher cuda = CUDA.matcher(requested);
        if (cuda.matches()) {
            return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (requested) {
            case "auto" -> automatic();
            case "cpu" -> cpu(notes);
            case "mps" -> mps();
            default ->
                throw new VerifierException(
                        Reason.USAGE,
                        "There is no device " + Names.quoted(requested) + ".",
                        "Choose auto, cpu, cuda, cuda:N or mps.");
        };
    }

    private TorchDevice automatic() {
        if (hasCuda() && works(Device.gpu(0))) {
            return cuda(0);
        }
        if (Machine.isMac() && works(Device.fromName("mps"))) {
            return mps();
        }
        final List<String> all = new ArrayList<>(notes);
        if (machine.hasNvidiaCard()) {
            all.add(
                    "there is an NVIDIA card, but this libtorch cannot use it, so the CPU is used; name a CUDA libtorch "
                            + Libtorch.VERSION + " to use the card");
        }
        return cpu(all);
    }

    private TorchDevice cpu(final List<String> why) {
        return new TorchDevice(engine, Device.cpu(), "cpu", machine.processor(), threads, why);
    }

    private TorchDevice cuda(final int number) {
        if (!hasCuda()) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    "The device cuda is not available: this libtorch is made for CPUs, or there is no NVIDIA driver.",
                    cudaHint);
        }
        if (!works(Device.gpu(number))) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    "The device cuda:" + number + " is not available on this machine.",
                    "Choose another device, or run on a machine that has it.");
        }
        final List<String> all = new ArrayList<>(notes);
        if (!"0".equals(System.getenv("NVIDIA_TF32_OVERRIDE"))) {
            all.add(
                    "recurrent layers may be computed with TF32's shorter mantissa; NVIDIA_TF32_OVERRIDE=0 in the environment"
                            + " keeps full float32");
        }
        return new TorchDevice(
                engine,
                Device.gpu(number),
                "cuda:" + number,
                machine.nvidiaCard().orElse("NVIDIA GPU " + number),
                1,
                all);
    }

    private TorchDevice mps() {
        final Device mps = Device.fromName("mps");
        if (!works(mps)) {
            throw new VerifierException(
                    Reason.NO_DEVICE,
                    "The device mps is not available on this machine.",
                    "It needs a Mac with Apple silicon. Choose another device.");
        }
        return new TorchDevice(engine, mps, "mps", machine.processor() + " GPU", 1, notes);
    }

    private boolean hasCuda() {
        return engine.hasCapability("CUDA");
    }

    /** Tries it: the library has no better way to ask. */
    private boolean works(final Device device) {
        try (NDManager manager = engine.newBaseManager(device);
                NDArray two = manager.create(new float[] {1, 1}, new Shape(2))) {
            return two.sum().getFloat() == 2;
        } catch (EngineException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String rootMessage(final Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.toString()
                : root.getMessage().lines().findFirst().orElse("").replaceFirst("[.\\s]+$", "");
    }
}
