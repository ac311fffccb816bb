package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.GraphDefinitions.FittingGraph;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.sampling.CoveredRows;
import io.jenkins.plugins.lvm.verifier.sampling.RowStrata;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was attested of one checkpoint against the data and the checkpoint themselves. That rows and cosines are those that the
 * attestation is bound to is shown by their Merkle trees, made of the rows, which are read but not predicted, or of their digests, where
 * those were kept: the roots are signed, so it does not matter who kept them. That the cosines are true is shown by recomputing some. A
 * verdict at a risk rests on some rows of the split, which the seed of their draw finds again.
 */
public final class Audit implements AutoCloseable {
    /** How far a cosine that was computed elsewhere may be off. */
    public static final double TOLERANCE = 1e-5;

    /** Stored cosines are float32. */
    private static final double ROUNDING_OF_MEANS = 1e-6;

    private static final int BATCH = 64;

    private final Verified attested;
    private final EvaluationData data;
    private final OpenCheckpoint subject;
    private final CoveredRows covered;
    private final TorchDevice device;
    private byte @Nullable [] rowDigests;

    private Audit(
            Verified attested, EvaluationData data, OpenCheckpoint subject, CoveredRows covered, TorchDevice device) {
        this.attested = attested;
        this.data = data;
        this.subject = subject;
        this.covered = covered;
        this.device = device;
    }

    /** A row whose cosine is not what is stored: its number in the file, and both values. */
    public record Difference(int row, float stored, float recomputed) {}

    /**
     * Rows that were recomputed.
     *
     * @param rows how many
     * @param seed draws the same rows again
     * @param largest greatest absolute difference of a cosine
     * @param differences rows beyond {@link #TOLERANCE}
     * @param others numbers of rows that are not the ones that were attested
     */
    public record Drawn(int rows, long seed, double largest, List<Difference> differences, List<Integer> others) {

        /** Whether every row is as it was attested. */
        public boolean agrees() {
            return differences.isEmpty() && others.isEmpty();
        }
    }

    /**
     * Opens checkpoint and data, and chooses the rows and the forward definition that the attestation names.
     *
     * @param request one checkpoint, the data, the device, and what was set for the choice of rows
     * @throws VerifierException if a file cannot be read, or the rows are others
     */
    public static Audit open(Verified attested, VerificationRequest request, Progress progress) {
        SequenceData sequences = SequenceData.open(Path.of(request.data()), EvaluationData.keys(request), null);
        OpenCheckpoint subject = null;
        try {
            EvaluationData data =
                    new EvaluationData(sequences, sequences.articles().column());
            subject = OpenCheckpoint.open(
                    request.checkpoints().get(0),
                    request,
                    data,
                    SplitChooser.of(request, sequences, data.articles().orElse(null)),
                    progress);
            CoveredRows covered = requireAttested(attested, subject);
            TorchDevice device = TorchEngine.start(
                            request.libtorch() == null ? null : Path.of(request.libtorch()), request.threads())
                    .device(request.device());
            return new Audit(attested, data, subject, covered, device);
        } catch (RuntimeException | Error e) {
            if (subject != null) {
                subject.close();
            }
            sequences.close();
            throw e;
        }
    }

    private static CoveredRows requireAttested(Verified attested, OpenCheckpoint subject) {
        if (!subject.checkpoint().sha256().equalsIgnoreCase(attested.sha256())) {
            throw VerifierException.unreadable(
                    subject.checkpoint().path() + " is not the checkpoint that was attested.", "Name that one.");
        }
        FittingGraph graph = subject.selection().graph();
        if (graph != null && !graph.file().sha256().equals(attested.forwardOnnxSha256())) {
            throw VerifierException.unreadable(
                    graph.file().path() + " is not the ONNX graph that was attested.",
                    "Name the graph that was run, unchanged.");
        }
        CoveredRows covered = covered(attested, subject);
        if (!covered.rows().sha256().equals(attested.rowsSha256())) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The rows that were attested are not those of the split '"
                            + subject.split().description().name() + "'.",
                    "Set split, seed, share and number of rows as they were set for the verification.");
        }
        return covered;
    }

    private static CoveredRows covered(Verified attested, OpenCheckpoint subject) {
        ValidationRows all = subject.split().rows();
        Long seed = attested.riskSeed();
        if (seed == null && attested.risk() != null) {
            throw VerifierException.unreadable(
                    "The verdict rests on some of the rows, and the attestation holds no seed of their draw: an older version wrote it.",
                    "Verify again.");
        }
        return seed == null
                ? new CoveredRows(all, RowStrata.of(all.size(), MeanKind.SAMPLE_MEAN, 1))
                : CoveredRows.of(
                        all,
                        attested.kind() == null ? subject.kind() : attested.kind(),
                        subject.batch(),
                        seed,
                        attested.validationRows());
    }

    /** How many rows were attested. */
    public int rows() {
        return covered.rows().size();
    }

    /** How many there are in the split that they are from. */
    public int ofRows() {
        return subject.split().rows().size();
    }

    /** As by {@link #contradiction(float[], byte[])}, of the rows themselves, all of which are read. */
    public Optional<String> contradiction(float[] cosines) {
        return contradiction(cosines, null);
    }

    /**
     * Holds rows, cosines and their mean against the attestation.
     *
     * @param cosines one for each row in evaluation order
     * @param digests of these rows, 32 bytes each, that were kept; null to read all rows
     * @return what is not as it was attested, in words; empty if all of it is
     */
    public Optional<String> contradiction(float[] cosines, byte @Nullable [] digests) {
        ValidationRows rows = covered.rows();
        if (attested.scoredRowsDigest() == null) {
            throw VerifierException.unreadable(
                    "The attestation holds no digest of scored rows: an older version wrote it.", "Verify again.");
        }
        if (cosines.length != rows.size()) {
            return Optional.of("there are " + cosines.length + " cosines for " + rows.size() + " rows");
        }
        byte[] known = digests == null ? read(rows) : digests;
        if (!RowRoots.of(known).equals(attested.rowsDigest())) {
            return Optional.of(
                    digests == null
                            ? "the rows of the data are not the ones that were attested"
                            : "the digests of rows are not those of the rows that were attested");
        }
        if (!RowRoots.of(known, cosines).equals(attested.scoredRowsDigest())) {
            return Optional.of("the cosines are not the ones that were attested");
        }
        rowDigests = known;
        double mean = mean(cosines);
        return Math.abs(mean - attested.actual()) <= ROUNDING_OF_MEANS
                ? Optional.empty()
                : Optional.of("the actual value that was attested, " + attested.actual()
                        + ", is not the mean of the cosines, " + mean);
    }

    private byte[] read(ValidationRows rows) {
        data.sequences().bind(rows.rowSet());
        data.sequences().forEachBatch(rows.rowSet(), BATCH, batch -> true);
        return data.sequences().rowDigests(rows);
    }

    private double mean(float[] cosines) {
        MeanKind kind = attested.kind() == null ? subject.kind() : attested.kind();
        if (attested.riskSeed() != null) {
            return covered.estimate(cosines, kind);
        }
        @Nullable Integer batch = attested.batchSize();
        return DefinitionScores.ofStored(cosines).mean(kind, batch == null ? subject.batch() : batch);
    }

    /**
     * Recomputes rows that are drawn now, among those that were attested. Of a file whose arrays are stored, only these are read.
     *
     * @param cosines one for each row in evaluation order, which do not contradict the attestation
     * @param count how many rows
     */
    public Drawn draw(float[] cosines, int count, long seed, Progress progress) {
        int[] positions = RowSampler.draw(rows(), count, seed);
        int[] numbers = new int[positions.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = covered.rows().row(positions[i]);
        }
        ValidationRows drawn = new ValidationRows(numbers);
        RowSet fileOrder = drawn.rowSet();
        data.sequences().bind(fileOrder);
        FittingDefinition judging = subject.selection().judging();
        float[] recomputed;
        try (ComparedVectors compared = subject.compared(data.sequences(), device);
                ForwardPass forward = new ForwardPass(List.of(judging), subject.weights(), device)) {
            ValidationPass pass = new ValidationPass(data.sequences(), fileOrder, data.groups(), List.of(), compared);
            pass.run(forward, BATCH, progress);
            recomputed = pass.scores(judging, drawn).storedCosines();
        }
        List<Difference> differences = new ArrayList<>();
        double largest = 0;
        for (int i = 0; i < numbers.length; i++) {
            float stored = cosines[positions[i]];
            double difference = Math.abs((double) stored - recomputed[i]);
            // What is not a number is none of the rows' cosines.
            if (!(difference <= TOLERANCE)) {
                differences.add(new Difference(numbers[i], stored, recomputed[i]));
            }
            largest = Math.max(largest, difference);
        }
        return new Drawn(numbers.length, seed, largest, List.copyOf(differences), others(drawn, positions));
    }

    /** Whose leaves in the tree are others: rows of the file that were not attested. */
    private List<Integer> others(ValidationRows drawn, int[] positions) {
        byte[] attestedRows = rowDigests;
        List<Integer> others = new ArrayList<>();
        if (attestedRows != null) {
            byte[] read = data.sequences().rowDigests(drawn);
            for (int i = 0; i < positions.length; i++) {
                if (!Arrays.equals(
                        read,
                        i * RowRoots.BYTES,
                        (i + 1) * RowRoots.BYTES,
                        attestedRows,
                        positions[i] * RowRoots.BYTES,
                        (positions[i] + 1) * RowRoots.BYTES)) {
                    others.add(drawn.row(i));
                }
            }
        }
        return List.copyOf(others);
    }

    @Override
    public void close() {
        subject.close();
        data.sequences().close();
    }
}
