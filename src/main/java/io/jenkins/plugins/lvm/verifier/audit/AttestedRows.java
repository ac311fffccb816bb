package io.jenkins.plugins.lvm.verifier.audit;

import io.jenkins.plugins.lvm.verifier.contract.Attestation.ByMetric;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.RowRoots;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.sampling.CoveredRows;
import io.jenkins.plugins.lvm.verifier.sampling.RowStrata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an attestation speaks of, with what binds them to it: a Merkle tree of the rows, and one of the rows with their cosines.
 * Its leaves are made of the rows, or taken from a file; the roots are signed, so it does not matter who kept that file.
 */
final class AttestedRows {
    /** Stored cosines are float32. */
    private static final double ROUNDING_OF_MEANS = 1e-6;

    private static final int BATCH = 64;

    private final Verified attested;
    private final SequenceData data;
    private final CoveredRows covered;
    private final MeanKind kind;
    private final int batch;
    private byte @Nullable [] digests;

    private AttestedRows(Verified attested, SequenceData data, CoveredRows covered, MeanKind kind, int batch) {
        this.attested = attested;
        this.data = data;
        this.covered = covered;
        this.kind = kind;
        this.batch = batch;
    }

    /**
     * Finds the rows in a split.
     *
     * @param split all of its rows, in evaluation order
     * @param kind which mean, where the attestation does not say it
     * @param batch rows in a batch, where the attestation does not say it
     * @return empty if the rows that were attested are not of this split
     * @throws VerifierException if an older version wrote what cannot be found again
     */
    static Optional<AttestedRows> in(
            ValidationRows split, Verified attested, SequenceData data, MeanKind kind, int batch) {
        Long seed = attested.riskSeed();
        if (seed == null && attested.risk() != null) {
            throw VerifierException.unreadable(
                    "The verdict rests on some of the rows, and the attestation holds no seed of their draw: an older version wrote it.",
                    "Verify again.");
        }
        MeanKind known = attested.kind() == null ? kind : attested.kind();
        @Nullable Integer attestedBatch = attested.batchSize();
        int size = attestedBatch == null ? batch : attestedBatch;
        return (seed == null
                        ? Optional.of(new CoveredRows(split, RowStrata.of(split.size(), MeanKind.SAMPLE_MEAN, 1)))
                        : CoveredRows.of(split, known, size, seed, attested.validationRows()))
                .filter(covered -> covered.rows().sha256().equals(attested.rowsSha256()))
                .map(covered -> new AttestedRows(attested, data, covered, known, size));
    }

    /** In evaluation order. */
    ValidationRows rows() {
        return covered.rows();
    }

    /**
     * Holds rows, cosines and their mean against the attestation.
     *
     * @param cosines one for each row in evaluation order
     * @param kept digests of these rows, 32 bytes each; null to read all rows
     * @return what is not as it was attested, in words; empty if all of it is
     */
    Optional<String> contradiction(float[] cosines, byte @Nullable [] kept) {
        if (attested.scoredRowsDigest() == null) {
            throw VerifierException.unreadable(
                    "The attestation holds no digest of scored rows: an older version wrote it.", "Verify again.");
        }
        if (cosines.length != rows().size()) {
            return Optional.of("there are " + cosines.length + " cosines for " + rows().size() + " rows");
        }
        byte[] known = kept == null ? read() : kept;
        if (!RowRoots.of(known).equals(attested.rowsDigest())) {
            return Optional.of(
                    kept == null
                            ? "the rows of the data are not the ones that were attested"
                            : "the digests of rows are not those of the rows that were attested");
        }
        if (!RowRoots.of(known, cosines).equals(attested.scoredRowsDigest())) {
            return Optional.of("the cosines are not the ones that were attested");
        }
        digests = known;
        double mean = attested.riskSeed() != null
                ? covered.estimate(cosines, kind)
                : DefinitionScores.ofStored(cosines).mean(kind, batch);
        return Math.abs(mean - attested.actual()) <= ROUNDING_OF_MEANS
                ? Optional.empty()
                : Optional.of("the actual value that was attested, " + attested.actual()
                        + ", is not the mean of the cosines, " + mean);
    }

    /**
     * Holds what the metric that was attested keeps of each row against the attestation, once {@link #contradiction} found none.
     *
     * @param values one for each row in evaluation order
     * @return what is not as it was attested, in words; empty if all of it is
     */
    Optional<String> contradiction(ByMetric measured, Metric metric, double[] values) {
        byte[] known = Objects.requireNonNull(digests, "The rows are held against the attestation first.");
        if (!RowRoots.of(known, values).equals(measured.rowsDigest())) {
            return Optional.of("the values of the metric " + metric + " are not the ones that were attested");
        }
        Integer attestedBatch = measured.batchSize();
        double value = new MetricScores(metric, values, new double[0], 0)
                .measured(null, measured.kind(), attestedBatch == null ? batch : attestedBatch, List.of())
                .value();
        return Math.abs(value - measured.actual()) <= ROUNDING_OF_MEANS * Math.max(1, Math.abs(value))
                ? Optional.empty()
                : Optional.of("the " + metric + " that was attested, " + measured.actual()
                        + ", is not that of the rows, " + value);
    }

    private byte[] read() {
        data.bind(rows().rowSet());
        data.forEachBatch(rows().rowSet(), BATCH, batch -> true);
        return data.rowDigests(rows());
    }

    /** The rows at these positions; from here on their digests are taken when they are read. */
    ValidationRows at(int[] positions) {
        ValidationRows drawn =
                new ValidationRows(Arrays.stream(positions).map(rows()::row).toArray());
        data.bind(drawn.rowSet());
        return drawn;
    }

    /** Of rows that were read, the numbers of those whose leaves in the tree are others: rows of the file that were not attested. */
    List<Integer> others(int[] positions, ValidationRows drawn) {
        byte[] leaves = digests;
        List<Integer> others = new ArrayList<>();
        if (leaves != null) {
            byte[] read = data.rowDigests(drawn);
            for (int i = 0; i < positions.length; i++) {
                int at = positions[i] * RowRoots.BYTES;
                if (!Arrays.equals(
                        read, i * RowRoots.BYTES, (i + 1) * RowRoots.BYTES, leaves, at, at + RowRoots.BYTES)) {
                    others.add(drawn.row(i));
                }
            }
        }
        return List.copyOf(others);
    }
}
