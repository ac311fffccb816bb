package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.Futures;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.RowsOfGraph;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.evidence.Siblings;
import io.jenkins.plugins.lvm.verifier.format.FileMethods;
import io.jenkins.plugins.lvm.verifier.format.TrustedFolder;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxSession;
import io.jenkins.plugins.lvm.verifier.risk.DrawOrder;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import io.jenkins.plugins.lvm.verifier.service.ServiceComparison;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What all checkpoints of one request share: the data and the engines. libtorch is loaded beside the reading of the data and of
 * the first checkpoint, ND4J beside the first batches; whoever needs one first waits for it.
 */
final class VerificationSession implements AutoCloseable {
    /** Vectors of a forward pass on which libtorch is near its best with few threads, and memory stays small. */
    private static final int VECTORS_PER_PASS = 1280;
    /** With many threads each gets so many, up to a limit: memory must not grow with the cores of a machine. */
    private static final int VECTORS_PER_THREAD = 320;

    private static final int MOST_VECTORS_PER_PASS = 2560;

    private final VerificationRequest request;
    private final EvaluationData data;
    private final @Nullable HeldOutRows heldOut;
    private final SplitChooser splits;
    private final BoundHeaders bound;
    private final CompletableFuture<Engines> engines;
    /** ND4J, which judges: loaded beside the first batches. */
    private final CompletableFuture<Void> scoring;

    private final Progress progress;
    private final AtomicBoolean notesTold = new AtomicBoolean();

    /** The engines once they run. */
    private record Engines(TorchEngine torch, List<NamedDevice> devices, double startupSeconds) {}

    /** A device with the name that it was asked for by. */
    record NamedDevice(String requested, TorchDevice device) {
        Device description() {
            return new Device(requested, device.used(), device.name());
        }
    }

    private VerificationSession(
            VerificationRequest request,
            EvaluationData data,
            @Nullable HeldOutRows heldOut,
            BoundHeaders bound,
            CompletableFuture<Engines> engines,
            CompletableFuture<Void> scoring,
            Progress progress) {
        this.request = request;
        this.data = data;
        this.heldOut = heldOut;
        this.bound = bound;
        this.splits = SplitChooser.of(request, data.sequences(), data.articles().orElse(null));
        this.engines = engines;
        this.scoring = scoring;
        this.progress = progress;
    }

    /**
     * Opens the data and starts the engines.
     *
     * @param cache of rows
     * @param bound values of headers that a service is sent
     * @param progress told what is to be said of the device, once it is needed
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if the data cannot be read
     */
    static VerificationSession open(
            VerificationRequest request, @Nullable RowCache cache, BoundHeaders bound, Progress progress) {
        requireOneOf("diagnose", request.diagnose(), Settings.DIAGNOSE.choices());
        requireOneOf("precision", request.precision(), Settings.PRECISION.choices());
        requireSeed(request.riskSeed());
        requireRegression(request);
        TrustedFolder.requireForUnpackedLibraries();
        Siblings.requireFolder(request.siblings());
        if (request.service() != null) {
            ServiceComparison.requireUsable(request.service(), bound);
        }
        Stopwatch watch = new Stopwatch();
        CompletableFuture<Engines> engines = CompletableFuture.supplyAsync(() -> engines(request, watch));
        CompletableFuture<Void> scoring = engines.thenRunAsync(RowScorer::start);
        // To keep rows, arrays are read to their end: that is not done in seconds.
        RowCache kept = request.sanity() ? null : cache;
        SequenceData data = SequenceData.open(Path.of(request.data()), EvaluationData.keys(request), kept);
        try {
            RowsOfGraph.requireSupported(request, data);
            return new VerificationSession(
                    request,
                    new EvaluationData(data, articles(data, request)),
                    HeldOutRows.open(request, data, kept),
                    bound,
                    engines,
                    scoring,
                    progress);
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Libraries are loaded one after the other, and ND4J before the forward pass where something else loads more of them: see decision 21. */
    private static Engines engines(VerificationRequest request, Stopwatch watch) {
        FileMethods.link();
        TorchEngine torch = TorchEngine.start(
                request.libtorch() == null ? null : Path.of(request.libtorch()),
                request.threads(),
                devicesAsked(request));
        List<NamedDevice> devices = devices(torch, request);
        if (request.forwardOnnx() != null
                || request.service() != null
                || !devices.stream().allMatch(device -> device.device().isCpu())) {
            RowScorer.start();
        }
        return new Engines(torch, devices, watch.total());
    }

    private static List<String> devicesAsked(VerificationRequest request) {
        return request.devices().isEmpty() ? List.of(request.device()) : request.devices();
    }

    private static List<NamedDevice> devices(TorchEngine engine, VerificationRequest request) {
        List<String> names = devicesAsked(request);
        // A graph is computed where ONNX Runtime can compute, and the report must not say otherwise.
        boolean cpuOnly = request.forwardOnnx() != null && !OnnxSession.hasCuda();
        return names.stream()
                .map(name -> new NamedDevice(name, engine.device(cpuOnly && name.equals("auto") ? "cpu" : name)))
                .toList();
    }

    /** Metadata that cannot be read stops a split that depends on it, and no other. */
    private static Optional<IntegerColumn> articles(SequenceData data, VerificationRequest request) {
        try {
            return data.articles().column();
        } catch (VerifierException e) {
            if (SplitChooser.mayNeedArticles(request.split())) {
                throw new VerifierException(
                        e.reason(), e.getMessage(), "Choose a split that needs no articles: random, tail or all.", e);
            }
            return Optional.empty();
        }
    }

    /** No unit but the cosine's has a threshold of regression that suits everybody. */
    static void requireRegression(VerificationRequest request) {
        boolean gated = new GateEvaluator(request.gates())
                .gates().stream()
                        .map(Gate::metric)
                        .anyMatch(gate -> gate == GateMetric.REGRESSION || gate == GateMetric.REGRESSION_RELATIVE);
        if (request.metric() != null && !request.baselines().isEmpty() && !gated) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The metric is " + request.metricEntry()
                            + ", and the threshold of the cosine for a baseline does not apply to it.",
                    "Give regressionThreshold (--regression-threshold) in its unit, or relativeRegressionThreshold"
                            + " (--relative-regression-threshold) as a share of what the baseline reaches.");
        }
    }

    private static void requireSeed(@Nullable Long seed) {
        if (seed != null && (seed < 0 || seed >= DrawOrder.SEEDS)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The seed " + seed + " of the random order is out of range.",
                    "Use the one that a report records, from 0 to 2^53 - 1.");
        }
    }

    private static void requireOneOf(String setting, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The setting " + setting + " cannot be '" + value + "'.",
                    "Use " + String.join(" or ", allowed) + ".");
        }
    }

    VerificationRequest request() {
        return request;
    }

    EvaluationData data() {
        return data;
    }

    /** Values of headers that a service is sent. */
    BoundHeaders bound() {
        return bound;
    }

    SequenceData sequences() {
        return data.sequences();
    }

    /** Sequences of one forward pass. */
    int batchSize() {
        if (request.batchSize() > 0) {
            return request.batchSize();
        }
        return sequencesPerPass(
                TorchEngine.threads(request.threads()), data.sequences().contextLength());
    }

    static int sequencesPerPass(int threads, int contextLength) {
        int vectors = Math.min(MOST_VECTORS_PER_PASS, Math.max(VECTORS_PER_PASS, threads * VECTORS_PER_THREAD));
        return Math.max(1, vectors / contextLength);
    }

    /** Rows that no trainer saw. */
    @Nullable
    HeldOutRows heldOut() {
        return heldOut;
    }

    SplitChooser splits() {
        return splits;
    }

    /**
     * Devices to verify on, at least one, once they are ready.
     *
     * @throws VerifierException if one is not there
     */
    List<NamedDevice> devices() {
        List<NamedDevice> devices = engines().devices();
        if (notesTold.compareAndSet(false, true)) {
            devices.forEach(device -> device.device().notes().forEach(progress::note));
        }
        return devices;
    }

    /** The CPU, which has every precision. */
    TorchDevice cpu() {
        return engines().torch().device("cpu");
    }

    /** Whether an engine could not be started, so that no checkpoint can be verified. */
    boolean enginesFailed() {
        return engines.isCompletedExceptionally() || scoring.isCompletedExceptionally();
    }

    private Engines engines() {
        return Futures.uninterrupted(engines);
    }

    /** Seconds until the forward pass could begin. */
    double startupSeconds() {
        return engines().startupSeconds();
    }

    Software software() {
        return new Software(
                ProductVersion.get(),
                engines().torch().version(),
                TorchEngine.djlVersion(),
                RowScorer.libraryVersion(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    @Override
    public void close() {
        if (heldOut != null) {
            heldOut.close();
        }
        data.sequences().close();
    }
}
