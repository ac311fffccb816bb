package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.ByMetric;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.EvaluationData;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricRun;
import io.jenkins.plugins.lvm.verifier.evaluation.OpenCheckpoint;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Rows;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.GraphDefinitions.FittingGraph;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.model.TorchEngine;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
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

    /** The same of an error, as a share of what rows have on average. */
    private static final double OF_ERRORS = 1e-4;

    private static final int BATCH = 64;

    private final EvaluationData data;
    private final OpenCheckpoint subject;
    private final AttestedRows rows;
    private final TorchDevice device;
    private final TorchDevice cpu;

    private Audit(EvaluationData data, OpenCheckpoint subject, AttestedRows rows, TorchDevice device, TorchDevice cpu) {
        this.data = data;
        this.subject = subject;
        this.rows = rows;
        this.device = device;
        this.cpu = cpu;
    }

    /**
     * A row whose number is not what is stored.
     *
     * @param row its number in the file
     * @param of what it is a number, such as {@code mse}; empty of the cosine
     */
    public record Difference(int row, String of, double stored, double recomputed) {}

    /**
     * What the metric that was attested keeps of each row.
     *
     * @param values in evaluation order
     */
    public record Values(Metric metric, double[] values) {
        /** How far a number recomputed may lie from what is stored: codes not at all, errors by little of what rows have on average. */
        private double tolerance(double stored) {
            return metric.rows() instanceof Rows.OfVectors vectors && vectors.codes()
                    ? 0
                    : OF_ERRORS
                            * Math.max(
                                    Math.abs(stored),
                                    Arrays.stream(values)
                                            .map(Math::abs)
                                            .average()
                                            .orElse(0));
        }
    }

    /**
     * Rows that were recomputed.
     *
     * @param rows how many
     * @param seed draws the same rows again
     * @param largest greatest absolute difference of a cosine
     * @param differences rows beyond {@link #TOLERANCE}
     * @param others numbers of rows that are not the ones that were attested
     * @param selfCheck how what was recomputed was checked itself
     */
    public record Drawn(
            int rows,
            long seed,
            double largest,
            List<Difference> differences,
            List<Integer> others,
            SelfCheck selfCheck) {

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
            AttestedRows rows = requireAttested(attested, sequences, subject);
            TorchEngine torch = TorchEngine.start(
                    request.libtorch() == null ? null : Path.of(request.libtorch()), request.threads());
            return new Audit(data, subject, rows, torch.device(request.device()), torch.device("cpu"));
        } catch (RuntimeException | Error e) {
            if (subject != null) {
                subject.close();
            }
            sequences.close();
            throw e;
        }
    }

    private static AttestedRows requireAttested(Verified attested, SequenceData sequences, OpenCheckpoint subject) {
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
        return AttestedRows.in(subject.split().rows(), attested, sequences, subject.kind(), subject.batch())
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "The rows that were attested are not those of the split '"
                                + subject.split().description().name() + "'.",
                        "Set split, seed, share and number of rows as they were set for the verification."));
    }

    /** How many rows were attested. */
    public int rows() {
        return rows.rows().size();
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
        return rows.contradiction(cosines, digests);
    }

    /**
     * Holds what the metric that was attested keeps of each row against the attestation, once the cosines do not contradict it.
     *
     * @return what is not as it was attested, in words; empty if all of it is
     */
    public Optional<String> contradiction(ByMetric measured, Values values) {
        return rows.contradiction(measured, values.metric(), values.values());
    }

    /** As by {@link #draw(float[], Values, int, long, Progress)}, of cosines only. */
    public Drawn draw(float[] cosines, int count, long seed, Progress progress) {
        return draw(cosines, null, count, seed, progress);
    }

    /**
     * Recomputes rows that are drawn now, among those that were attested. Of a file whose arrays are stored, only these are read.
     *
     * @param cosines one for each row in evaluation order, which do not contradict the attestation
     * @param values what the metric that was attested keeps of each row; null of the cosine
     * @param count how many rows
     * @throws VerifierException if they were not computed rightly
     */
    public Drawn draw(float[] cosines, @Nullable Values values, int count, long seed, Progress progress) {
        int[] positions = RowSampler.draw(rows(), count, seed);
        ValidationRows drawn = rows.at(positions);
        RowSet fileOrder = drawn.rowSet();
        FittingDefinition judging = subject.selection().judging();
        float[] recomputed;
        double[] measured;
        SelfCheck selfCheck;
        try (ComparedVectors compared = subject.compared(data.sequences(), device);
                MetricRun metric =
                        MetricRun.of(values == null ? null : values.metric(), data, fileOrder, fileOrder, compared);
                WatchedDefinition watched =
                        new WatchedDefinition(judging, subject.weights(), data.sequences(), drawn, device, cpu);
                ForwardPass forward = ForwardPass.verified(List.of(judging), subject.weights(), device)) {
            List<ValidationPass.Observer> observers =
                    new ArrayList<>(watched.comparing(compared).observers());
            if (metric != null) {
                observers.add(metric);
            }
            ValidationPass pass = new ValidationPass(data.sequences(), fileOrder, data.groups(), observers, compared);
            pass.run(forward, BATCH, progress);
            selfCheck = watched.check(pass);
            recomputed = pass.scores(judging, drawn).storedCosines();
            measured = metric == null
                    ? new double[0]
                    : metric.scores(drawn, device).values();
        }
        List<Difference> differences = new ArrayList<>();
        double largest = 0;
        for (int i = 0; i < positions.length; i++) {
            float stored = cosines[positions[i]];
            double difference = Math.abs((double) stored - recomputed[i]);
            // What is not a number is none of the rows' cosines.
            if (!(difference <= TOLERANCE)) {
                differences.add(new Difference(drawn.row(i), "", stored, recomputed[i]));
            }
            if (values != null) {
                double kept = values.values()[positions[i]];
                if (!(Math.abs(kept - measured[i]) <= values.tolerance(kept))) {
                    differences.add(new Difference(drawn.row(i), values.metric().name(), kept, measured[i]));
                }
            }
            largest = Math.max(largest, difference);
        }
        return new Drawn(
                positions.length, seed, largest, List.copyOf(differences), rows.others(positions, drawn), selfCheck);
    }

    @Override
    public void close() {
        subject.close();
        data.sequences().close();
    }
}
