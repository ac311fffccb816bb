package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ValidationPass.Beside;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sequences in a file of their own that no trainer saw: all of its rows are scored, or as many as are asked for. */
public final class HeldOutRows implements AutoCloseable {
    /** So many sequences are not the same by chance. */
    private static final int PROBED = 16;

    private final SequenceData data;
    private final ArticleGroups groups;
    private final ValidationRows rows;

    private HeldOutRows(SequenceData data, int maxSamples) {
        this.data = data;
        this.groups = new ArticleGroups(articleIndex(data));
        this.rows = Splits.all(data.sequences()).limit(maxSamples);
    }

    /**
     * Opens the file.
     *
     * @param trained the sequences that the claim was measured on
     * @param cache of rows
     * @return null if none is asked for, or only a sanity check is
     * @throws VerifierException if it cannot be read, is the same data, or holds vectors of another size
     */
    public static @Nullable HeldOutRows open(
            VerificationRequest request, SequenceData trained, @Nullable RowCache cache) {
        if (request.heldOut() == null || request.sanity()) {
            return null;
        }
        SequenceData data = SequenceData.open(Path.of(request.heldOut()), EvaluationData.keys(request), cache);
        try {
            requireFit(data, trained);
            return new HeldOutRows(data, request.maxSamples());
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Types and shapes of inputs that are not contexts. */
    private static List<Object> fields(SequenceData data) {
        return data.packed().stream()
                .flatMap(row -> row.fields().stream())
                .<Object>flatMap(field -> Stream.of(field.type(), field.shape()))
                .toList();
    }

    private static void requireFit(SequenceData data, SequenceData trained) {
        if (data.contextLength() != trained.contextLength()
                || data.dimension() != trained.dimension()
                || !fields(data).equals(fields(trained))) {
            throw VerifierException.unreadable(
                    String.format(
                            Locale.ROOT,
                            "The held-out data %s has contexts of %d × %d, the data of the claim of %d × %d.",
                            data.arrays().path(),
                            data.contextLength(),
                            data.dimension(),
                            trained.contextLength(),
                            trained.dimension()),
                    "Make both in the same way.");
        }
        if (beginAlike(data, trained)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The held-out data " + data.arrays().path()
                            + " begins with the same sequences as the data that the checkpoint is verified on.",
                    "Name a file with sequences that no trainer saw.");
        }
    }

    /** Looks at the sequences themselves: names, sizes and checksums can be the same of other data, and others of the same. */
    private static boolean beginAlike(SequenceData data, SequenceData trained) {
        RowSet first = RowSet.first(Math.min(PROBED, Math.min(data.sequences(), trained.sequences())));
        try {
            return Arrays.equals(values(data, first), values(trained, first));
        } catch (VerifierException e) {
            // If a row that cannot be used is among those that are verified, it is named then.
            return false;
        }
    }

    private static float[] values(SequenceData data, RowSet rows) {
        float[] values = new float[Math.multiplyExact(rows.size(), data.contextSize() + data.dimension())];
        FloatBuffer all = FloatBuffer.wrap(values);
        data.withoutCache().forEachBatch(rows, rows.size(), batch -> {
            all.put(batch.contextValues()).put(batch.targetValues());
            return true;
        });
        return values;
    }

    /** Articles matter to the standard error alone: without them rows count as independent. */
    private static @Nullable IntegerColumn articleIndex(SequenceData data) {
        try {
            return data.articles().column().orElse(null);
        } catch (VerifierException e) {
            return null;
        }
    }

    /**
     * A pass over some of the rows.
     *
     * @param rows of the pass, in evaluation order
     */
    public record Pass(ValidationPass pass, ValidationRows rows) {}

    /**
     * Scores rows.
     *
     * @param run runs one definition, and no other, on all of them
     */
    public Pass run(ValidationRows some, Beside run, int batchSize, Progress progress) {
        data.bind(run.rows());
        ValidationPass pass = new ValidationPass(data, run.rows(), groups, run.observers(), run.compared());
        pass.run(run.forward(), batchSize, progress);
        return new Pass(pass, some);
    }

    /**
     * What was reached.
     *
     * @param definition that was run
     * @param mseBatch rows over which squared errors are averaged first
     */
    public HeldOut measure(FittingDefinition definition, Pass found, int mseBatch) {
        ValidationRows some = found.rows();
        ValidationPass pass = found.pass();
        return new HeldOut(
                new Data(
                        data.arrays().path().toString(),
                        data.fingerprint(),
                        data.sequences(),
                        data.keys(),
                        data.rowsDigest(some),
                        null,
                        null),
                Measurement.of(
                        pass.scores(definition, some),
                        pass.chance(),
                        pass.apart(),
                        groups.clusters(some),
                        MeanKind.SAMPLE_MEAN,
                        mseBatch));
    }

    /** The rows that are held out. */
    public RowSet rowSet() {
        return rows.rowSet();
    }

    /** The file. */
    public SequenceData data() {
        return data;
    }

    /** All rows that are held out. */
    public ValidationRows rows() {
        return rows;
    }

    /** Which rows are of one article. */
    public ArticleGroups groups() {
        return groups;
    }

    /** How many rows are held out. */
    public int size() {
        return rows.size();
    }

    @Override
    public void close() {
        data.close();
    }
}
