package io.jenkins.plugins.lvm.verifier.prediction;

import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun.OfMetric;
import io.jenkins.plugins.lvm.verifier.baseline.BaselineRun.Ours;
import io.jenkins.plugins.lvm.verifier.baseline.ComparedRows;
import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.checkpoint.GivenClaim;
import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.NumberFile;
import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.dataset.VectorRows;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.GivenRows;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.evaluation.Stopwatch;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.TrustedFolder;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import io.jenkins.plugins.lvm.verifier.score.ChanceLevel;
import io.jenkins.plugins.lvm.verifier.score.RowScorer;
import io.jenkins.plugins.lvm.verifier.score.RowScores;
import io.jenkins.plugins.lvm.verifier.trainer.Claims;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the predictions of a file against the targets of another: the same numbers and gates as for a checkpoint. */
public final class ScoredPredictions {
    private static final int PIECE = 1024;
    /** What trainers take where a mean of batch means is asked for. */
    private static final int BATCH = 32;

    private final Path predictions;
    private final String device;
    private final Path targets;
    private final @Nullable StatedMetric claim;
    private final int claimBatch;
    private final @Nullable Metric metric;
    private final GateSettings gates;
    private final @Nullable BaselineSource baseline;

    /**
     * @param predictions npy [rows, dimension]
     * @param request its data are the targets, npy [rows, dimension]; for a metric other than the cosine, both may hold one number for each
     *     row. Its gates name the metric, too; its baselines are reports
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if the claim or a baseline cannot be read
     */
    public ScoredPredictions(Path predictions, VerificationRequest request) {
        this.predictions = predictions;
        this.targets = Path.of(request.data());
        this.metric = Metrics.named(request.gates().metric());
        this.claim = request.claim() == null ? null : new GivenClaim(predictions, metric).find(request.claim());
        this.device = request.device();
        this.claimBatch = request.claimBatch();
        this.gates = request.gates();
        this.baseline = request.baselineOf(predictions.toString());
    }

    /** Rows of the same targets, whose file's SHA-256 tells them. */
    private record AgainstTargets(String sha256) implements ComparedRows {
        @Override
        public @Nullable String apart(ValidationRows rows, Verification earlier) {
            return sha256.equals(earlier.data().fingerprint())
                    ? null
                    : "it was held against other targets (" + earlier.data().path() + ")";
        }

        @Override
        public int @Nullable [] clusters(ValidationRows rows) {
            return null;
        }
    }

    /** A verification with the numbers that it was made from. */
    public record Outcome(Verification verification, float[] cosines, double @Nullable [] metric) {}

    private MeanKind kind() {
        return claimBatch > 1 ? MeanKind.BATCH_MEAN : MeanKind.SAMPLE_MEAN;
    }

    private int batch() {
        return claimBatch > 1 ? claimBatch : BATCH;
    }

    private VectorRows predictedRows() {
        return metric != null && NumberFile.isOne(predictions)
                ? NumberFile.open(predictions, 1)
                : PredictionFile.open(predictions);
    }

    private VectorRows targetRows(VectorRows predicted) {
        if (metric == null || !NumberFile.isOne(targets)) {
            return PredictionFile.open(targets, predicted.rows(), predicted.dimension());
        }
        NumberFile numbers = NumberFile.open(targets, predicted.dimension());
        if (numbers.rows() != predicted.rows()) {
            numbers.close();
            throw VerifierException.unreadable(
                    targets + " holds " + numbers.rows() + " numbers, but there are " + predicted.rows()
                            + " predictions.",
                    "Name the targets of these predictions.");
        }
        return numbers;
    }

    /**
     * Scores all rows.
     *
     * @throws io.jenkins.plugins.lvm.verifier.contract.VerifierException if a file cannot be read, or they do not go together
     */
    public Outcome score() {
        Stopwatch watch = new Stopwatch();
        TrustedFolder.requireForUnpackedLibraries();
        String sha256 = FileDigest.sha256(predictions);
        String ofTargets = FileDigest.sha256(targets);
        StoredBaseline earlier = baseline == null
                ? null
                : new StoredBaseline(new AgainstTargets(ofTargets), baseline, predictions.toString(), "cpu", metric);
        try (VectorRows predicted = predictedRows();
                VectorRows wanted = targetRows(predicted);
                GivenRows measuring = metric == null ? null : new GivenRows(metric, wanted)) {
            ValidationRows rows = Splits.all(predicted.rows());
            ChanceLevel chance = new ChanceLevel(predicted.dimension());
            double load = watch.lap();
            DefinitionScores cosines = scores(predicted, wanted, chance, measuring);
            MetricScores ofMetric = measuring == null ? null : measuring.scores();
            double pass = watch.lap();
            requireUnchanged(predictions, sha256);
            requireUnchanged(targets, ofTargets);
            Actual actual = Measurement.of(cosines, chance.value(), null, null, kind(), batch());
            Measured found = ofMetric == null ? null : ofMetric.measured(null, kind(), batch(), List.of());
            Claim claimed = claim();
            Verification measured = new VerificationBuilder()
                    .checkpoint(new CheckpointFile(predictions.toString(), sha256, length(predictions)))
                    .model(new ModelBuilder()
                            .forwardDefinition(ModelBuilder.PREDICTIONS)
                            .fitting(List.of())
                            .inputDim(predicted.dimension())
                            .build())
                    .claim(claimed)
                    .data(new Data(targets.toString(), ofTargets, rows.size(), List.of("targets"), null, null, null))
                    .split(new Split(
                            "all", null, rows.size(), rows.sha256(), true, false, "all rows of the predictions"))
                    .actual(actual)
                    .measured(found)
                    .gap(gap(claimed, actual, found))
                    .baseline(
                            earlier == null
                                    ? null
                                    : earlier.compare(new Ours(null, cosines, actual, rows, ofMetric(found, ofMetric))))
                    .findings(Claims.findings(claim))
                    .device(new Device(device, "cpu", System.getProperty("os.arch")))
                    .software(new Software(
                            ProductVersion.get(),
                            "not used",
                            "not used",
                            RowScorer.libraryVersion(),
                            System.getProperty("java.version"),
                            System.getProperty("os.name") + " " + System.getProperty("os.arch")))
                    .timing(new Timing(0, load, pass, load + pass, pass > 0 ? rows.size() / pass : 0))
                    .build();
            List<GateOutcome> outcomes = new GateEvaluator(gates).evaluate(measured.measurements());
            return new Outcome(
                    measured.judged(outcomes, GateEvaluator.verdict(outcomes)),
                    cosines.storedCosines(),
                    ofMetric == null ? null : ofMetric.values());
        }
    }

    private @Nullable Claim claim() {
        Double value = claim == null ? null : claim.value();
        return claim == null || value == null
                ? null
                : new Claim(
                        value,
                        claim.metric(),
                        Space.COSINE,
                        kind(),
                        claimBatch > 1 ? batch() : null,
                        claim.source(),
                        true,
                        null);
    }

    private static @Nullable Double gap(@Nullable Claim claimed, Actual actual, @Nullable Measured found) {
        if (claimed == null) {
            return null;
        }
        return found == null ? actual.value() - claimed.value() : found.gap(claimed.value());
    }

    private static @Nullable OfMetric ofMetric(@Nullable Measured found, @Nullable MetricScores scores) {
        return found == null || scores == null ? null : new OfMetric(found, scores, null, null);
    }

    /** Each row counts as an article of its own. */
    private static DefinitionScores scores(
            VectorRows predicted, VectorRows wanted, ChanceLevel chance, @Nullable GivenRows measuring) {
        int rows = predicted.rows();
        int dimension = predicted.dimension();
        double[] cosines = new double[rows];
        double[] squaredErrors = new double[rows];
        double[] norms = new double[rows];
        try (RowScorer scorer = new RowScorer(dimension)) {
            for (int from = 0; from < rows; from += PIECE) {
                int count = Math.min(PIECE, rows - from);
                float[] ours = new float[count * dimension];
                float[] theirs = new float[count * dimension];
                long[] groups = new long[count];
                for (int row = 0; row < count; row++) {
                    predicted.read(from + row, ours, row * dimension);
                    wanted.read(from + row, theirs, row * dimension);
                    groups[row] = (long) from + row;
                }
                if (measuring != null) {
                    measuring.add(ours, theirs, count, from, groups);
                }
                RowScores found = scorer.score(ours, theirs, count, chance, groups);
                System.arraycopy(found.cosines(), 0, cosines, from, count);
                System.arraycopy(found.squaredErrors(), 0, squaredErrors, from, count);
                double[] lengths = Arrays.copyOf(found.norms(), count);
                for (int row = 0; row < count; row++) {
                    norms[from + row] = found.nonFinite()[row] ? Double.NaN : lengths[row];
                }
            }
        }
        return new DefinitionScores(cosines, squaredErrors, norms);
    }

    private static void requireUnchanged(Path file, String sha256) {
        if (!FileDigest.sha256(file).equals(sha256)) {
            throw FileSource.changed(file);
        }
    }

    private static long length(Path path) {
        return new File(path.toString()).length();
    }
}
