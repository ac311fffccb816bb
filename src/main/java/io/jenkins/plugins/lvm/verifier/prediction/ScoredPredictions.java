package io.jenkins.plugins.lvm.verifier.prediction;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ProductVersion;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
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
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.NumberFile;
import io.jenkins.plugins.lvm.verifier.dataset.PredictionFile;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.dataset.VectorRows;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.GivenRows;
import io.jenkins.plugins.lvm.verifier.evaluation.Measurement;
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
    private final Path targets;
    private final @Nullable Double claim;
    private final int claimBatch;
    private final @Nullable Metric metric;
    private final GateSettings gates;

    /**
     * @param predictions npy [rows, dimension]
     * @param targets npy [rows, dimension]; for a metric other than the cosine, both may hold one number for each row
     * @param claim the number that somebody states; null if nobody does
     * @param claimBatch rows in each batch whose means it is the mean of; 1 where it is of all rows
     * @param gates name the metric, too
     */
    public ScoredPredictions(
            Path predictions, Path targets, @Nullable Double claim, int claimBatch, GateSettings gates) {
        this.predictions = predictions;
        this.targets = targets;
        this.claim = claim;
        this.claimBatch = claimBatch;
        this.metric = Metrics.named(gates.metric());
        this.gates = gates;
    }

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
    public VerificationResult score() {
        Stopwatch watch = new Stopwatch();
        TrustedFolder.requireForUnpackedLibraries();
        String sha256 = FileDigest.sha256(predictions);
        String ofTargets = FileDigest.sha256(targets);
        try (VectorRows predicted = predictedRows();
                VectorRows wanted = targetRows(predicted);
                GivenRows measuring = metric == null ? null : new GivenRows(metric, wanted)) {
            ValidationRows rows = Splits.all(predicted.rows());
            ChanceLevel chance = new ChanceLevel(predicted.dimension());
            double load = watch.lap();
            DefinitionScores scores = scores(predicted, wanted, chance, measuring);
            Measured found = measuring == null ? null : measuring.measured(kind(), batch());
            double pass = watch.lap();
            requireUnchanged(predictions, sha256);
            requireUnchanged(targets, ofTargets);
            Actual actual = Measurement.of(scores, chance.value(), null, null, kind(), batch());
            Verification measured = new VerificationBuilder()
                    .checkpoint(new CheckpointFile(predictions.toString(), sha256, length(predictions)))
                    .model(new ModelBuilder()
                            .forwardDefinition("predictions")
                            .fitting(List.of())
                            .inputDim(predicted.dimension())
                            .build())
                    .claim(
                            claim == null
                                    ? null
                                    : new Claim(
                                            claim,
                                            "claim",
                                            Space.COSINE,
                                            kind(),
                                            claimBatch > 1 ? batch() : null,
                                            "given",
                                            true,
                                            null))
                    .data(new Data(targets.toString(), ofTargets, rows.size(), List.of("targets"), null, null, null))
                    .split(new Split(
                            "all", null, rows.size(), rows.sha256(), true, false, "all rows of the predictions"))
                    .actual(actual)
                    .measured(found)
                    .gap(claim == null ? null : found == null ? actual.value() - claim : found.gap(claim))
                    .device(new Device("cpu", "cpu", System.getProperty("os.arch")))
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
            Verification judged = measured.judged(outcomes, GateEvaluator.verdict(outcomes));
            return new VerificationResult(
                    new VerificationReport(
                            VerificationReport.SCHEMA_VERSION, judged.verdict(), List.of(judged), List.of()),
                    List.of(scores.storedCosines()));
        }
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
