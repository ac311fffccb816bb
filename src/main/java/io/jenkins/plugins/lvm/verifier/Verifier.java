package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.audit.AttestedVerification;
import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.checkpoint.CheckpointReader;
import io.jenkins.plugins.lvm.verifier.contract.MemoryShortage;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Shard;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.HeldOutRows;
import io.jenkins.plugins.lvm.verifier.evaluation.RowsOfGraph;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.evidence.Siblings;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.model.GraphDefinitions;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxGraph;
import io.jenkins.plugins.lvm.verifier.prediction.GivenPredictions;
import io.jenkins.plugins.lvm.verifier.prediction.ScoredPredictions;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import io.jenkins.plugins.lvm.verifier.shard.PartBuilder;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the checkpoints of a request, each for itself: what goes wrong with one becomes an error in the report and does not stop
 * the others. From here to the number: {@link CheckpointVerification} → {@link ValidationPass} →
 * {@link io.jenkins.plugins.lvm.verifier.score.RowScorer}.
 */
public final class Verifier {
    private static final String OUT_OF_MEMORY_HINT = "Give the Java heap more memory, or use a smaller batch size.";

    private final VerificationRequest request;
    private final @Nullable RowCache cache;
    private final BoundHeaders bound;

    public Verifier(VerificationRequest request) {
        this(request, null);
    }

    /** @param cache keeps rows of compressed data for the next verification on this machine; null to keep none */
    public Verifier(VerificationRequest request, @Nullable RowCache cache) {
        this(request, cache, BoundHeaders.NONE);
    }

    /** @param bound values of headers that a service is sent */
    public Verifier(VerificationRequest request, @Nullable RowCache cache, BoundHeaders bound) {
        this.request = request;
        this.cache = cache;
        this.bound = bound;
    }

    /**
     * Looks at everything that the request names beside its checkpoints, before there are any.
     *
     * @throws VerifierException if some of it is missing, unreadable or unknown
     */
    public void requireInputs() {
        if (GivenPredictions.are(request)) {
            GivenPredictions.requireSupported(request);
            return;
        }
        try (SequenceData data = SequenceData.open(Path.of(request.data()), EvaluationData.keys(request), null)) {
            RowsOfGraph.requireSupported(request, data);
            HeldOutRows heldOut = HeldOutRows.open(request, data, null);
            if (heldOut != null) {
                heldOut.close();
            }
            Siblings.requireFolder(request.siblings());
            for (BaselineSource baseline : request.baselines()) {
                if (baseline.checkpoint() == null) {
                    StoredBaseline.read(Path.of(baseline.report()));
                } else {
                    CheckpointReader.open(Path.of(baseline.checkpoint())).close();
                }
            }
        }
        Stream.of(request.forward(), request.servingForward())
                .filter(Objects::nonNull)
                .filter(name -> request.forwardOnnx() == null || !name.startsWith(GraphDefinitions.NAME))
                .forEach(ForwardDefinitions::requireKnown);
        if (request.forwardOnnx() != null) {
            OnnxGraph.open(Path.of(request.forwardOnnx()));
        }
    }

    /** Verifies everything and reports; does not throw for anything that an input or the machine can cause. */
    public VerificationResult verify(Progress progress) {
        return verify(progress, null);
    }

    /**
     * As by {@link #verify(Progress)}.
     *
     * @param rowDigests takes, for each verification of the report in turn, the digests of its rows in evaluation order, 32 bytes each;
     *     null where nobody wants them
     */
    public VerificationResult verify(Progress progress, @Nullable Consumer<byte[]> rowDigests) {
        if (GivenPredictions.are(request)) {
            return scored(progress);
        }
        return request.service() != null && request.service().attested() != null
                ? attested(request.service(), request.service().attested(), progress)
                : measured(progress, rowDigests);
    }

    /** Nothing is measured: what was attested is held against a service. */
    private VerificationResult attested(ServiceRequest asked, ServiceRequest.Attested attested, Progress progress) {
        List<Verification> verifications = new ArrayList<>();
        List<float[]> cosines = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String checkpoint : request.checkpoints()) {
            try {
                AttestedVerification.Found found =
                        new AttestedVerification(request, asked, attested, bound).run(checkpoint, progress);
                verifications.add(found.verification());
                cosines.add(found.cosines());
            } catch (RuntimeException | OutOfMemoryError e) {
                problems.add(problem(checkpoint, e, progress));
            }
        }
        return result(verifications, cosines, List.of(), problems);
    }

    /** No model is run: predictions are held against targets. */
    private VerificationResult scored(Progress progress) {
        List<Verification> verifications = new ArrayList<>();
        List<float[]> cosines = new ArrayList<>();
        List<double[]> metrics = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        int index = 0;
        for (String predictions : request.checkpoints()) {
            progress.checkpoint(++index, request.checkpoints().size(), predictions);
            try {
                GivenPredictions.requireSupported(request);
                VerificationResult one = scored(Path.of(predictions));
                verifications.addAll(one.report().verifications());
                cosines.addAll(one.cosines());
                metrics.addAll(one.metrics());
            } catch (RuntimeException | OutOfMemoryError e) {
                problems.add(problem(predictions, e, progress));
            }
        }
        return result(verifications, cosines, metrics, problems);
    }

    /**
     * Holds predictions against the targets that the request names as its data.
     *
     * @throws VerifierException if a file cannot be read, or they do not go together
     */
    public VerificationResult scored(Path predictions) {
        VerificationSession.requireRegression(request);
        ScoredPredictions.Outcome outcome = new ScoredPredictions(predictions, request).score();
        return result(
                List.of(outcome.verification()),
                List.of(outcome.cosines()),
                outcome.metric() == null ? List.of() : List.of(outcome.metric()),
                List.of());
    }

    private VerificationResult measured(Progress progress, @Nullable Consumer<byte[]> rowDigests) {
        List<Verification> verifications = new ArrayList<>();
        List<float[]> cosines = new ArrayList<>();
        List<double[]> metrics = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (VerificationSession session = VerificationSession.open(request, cache, bound, progress)) {
            int index = 0;
            for (String checkpoint : request.checkpoints()) {
                progress.checkpoint(++index, request.checkpoints().size(), checkpoint);
                try {
                    for (CheckpointVerification.Outcome outcome :
                            new CheckpointVerification(session, checkpoint, progress).run()) {
                        verifications.add(outcome.verification());
                        cosines.add(outcome.cosines());
                        if (outcome.metric() != null) {
                            metrics.add(outcome.metric());
                        }
                        if (rowDigests != null) {
                            rowDigests.accept(session.sequences().rowDigests(outcome.rows()));
                        }
                    }
                } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                    if (session.enginesFailed()) {
                        throw e;
                    }
                    problems.add(problem(checkpoint, e, progress));
                }
            }
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            problems.add(problem(null, e, progress));
        }
        return result(verifications, cosines, metrics, problems);
    }

    private static VerificationResult result(
            List<Verification> verifications, List<float[]> cosines, List<double[]> metrics, List<Problem> problems) {
        Verdict verdict = verifications.stream()
                .map(Verification::verdict)
                .reduce(Verdict::and)
                .orElse(null);
        return new VerificationResult(
                new VerificationReport(VerificationReport.SCHEMA_VERSION, verdict, verifications, problems),
                cosines,
                metrics);
    }

    /**
     * Measures the part of the rows that the request asks for.
     *
     * @throws VerifierException if something prevents that, or is asked for that parts cannot give
     */
    public VerificationPart part(Progress progress) {
        Shard shard = Objects.requireNonNull(request.shard(), "A part is asked for.");
        PartBuilder.requireSupported(request);
        try (VerificationSession session = VerificationSession.open(request, cache, bound, progress)) {
            String checkpoint = request.checkpoints().get(0);
            progress.checkpoint(1, 1, checkpoint);
            return new CheckpointVerification(session, checkpoint, progress).part(shard);
        }
    }

    private static Problem problem(@Nullable String checkpoint, Throwable failure, Progress progress) {
        progress.failure(failure);
        if (failure instanceof VerifierException known) {
            return new Problem(checkpoint, known.reason().exitCode(), known.getMessage(), known.ownHint());
        }
        if (MemoryShortage.isBehind(failure)) {
            return new Problem(
                    checkpoint, Reason.INTERNAL.exitCode(), "The memory did not suffice.", OUT_OF_MEMORY_HINT);
        }
        return new Problem(
                checkpoint,
                Reason.INTERNAL.exitCode(),
                "An internal error: " + failure + ".",
                "Please report it with the output of --debug.");
    }
}
