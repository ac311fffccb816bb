package io.jenkins.plugins.lvm.verifier.baseline;

import io.jenkins.plugins.lvm.verifier.contract.BaselineBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.evaluation.ComparedVectors;
import io.jenkins.plugins.lvm.verifier.evaluation.DefinitionScores;
import io.jenkins.plugins.lvm.verifier.evaluation.MetricScores;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import io.jenkins.plugins.lvm.verifier.model.ForwardPass;
import io.jenkins.plugins.lvm.verifier.model.TorchDevice;
import io.jenkins.plugins.lvm.verifier.score.CosineStatistics;
import io.jenkins.plugins.lvm.verifier.selfcheck.WatchedDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A baseline that was verified before: its report, and the cosines of its rows beside it. */
public final class StoredBaseline implements BaselineRun {
    /** Rounding to float32 moves a mean by less than this. */
    private static final double MEAN_ROUNDING = 1e-6;

    private static final int LARGEST_REPORT = 64 << 20;

    private final ComparedRows compared;
    private final String name;
    private final Path report;
    private final Verification verification;
    private final long rowsBefore;
    private final long allRows;

    /**
     * Reads the report.
     *
     * @param compared the rows that it is held against
     * @param checkpoint path of the checkpoint that is held against it
     * @param device name of the device that this one runs on
     * @param metric that both are compared by; null for the cosine
     * @throws VerifierException if it is not a report, or says nothing of a checkpoint like this, or of this metric
     */
    @SuppressWarnings("ReferenceEquality") // Two verifications may be equal, and only one is at this place.
    public StoredBaseline(
            ComparedRows compared, BaselineSource source, String checkpoint, String device, @Nullable Metric metric) {
        this.compared = compared;
        this.report = Path.of(source.report());
        List<Verification> stored = read(report).verifications();
        this.verification = choose(stored, checkpoint, device);
        this.name = source.name() == null ? report.toString() : source.name();
        requireMetric(metric);
        long at = 0;
        long all = 0;
        for (Verification other : stored) {
            at = other == verification ? all : at;
            all += other.split().validationRows();
        }
        this.rowsBefore = at;
        this.allRows = all;
    }

    /**
     * Reads a report whose verifications are to be baselines.
     *
     * @throws VerifierException if there is no such file, or it is not a report
     */
    public static VerificationReport read(Path report) {
        return ContractJson.readReport(FileSource.readText(report, "a report", LARGEST_REPORT));
    }

    /** The verification of the same path, else of the same file name, else the only one; of several devices the same one. */
    private Verification choose(List<Verification> stored, String checkpoint, String device) {
        List<Verification> complete = stored.stream()
                .filter(v -> v.checkpoint() != null
                        && v.model() != null
                        && v.actual() != null
                        && v.split() != null
                        && v.data() != null
                        && v.device() != null)
                .toList();
        String fileName = RecordedPath.fileName(checkpoint);
        List<Predicate<Verification>> similarity = List.of(
                v -> v.checkpoint().path().equals(checkpoint),
                v -> RecordedPath.fileName(v.checkpoint().path()).equals(fileName),
                v -> complete.stream().map(Verification::checkpoint).distinct().count() == 1);
        for (Predicate<Verification> alike : similarity) {
            List<Verification> candidates = complete.stream().filter(alike).toList();
            if (candidates.stream().map(Verification::checkpoint).distinct().count() == 1) {
                return candidates.stream()
                        .filter(v -> v.device().used().equals(device))
                        .findFirst()
                        .orElse(candidates.get(0));
            }
        }
        throw VerifierException.unreadable(
                "The baseline " + report + " tells of " + complete.size()
                        + " verifications, none of which is clearly that of " + checkpoint + ".",
                "Name the report of a verification of one checkpoint.");
    }

    @Override
    public @Nullable ForwardPass forward() {
        return null;
    }

    @Override
    public @Nullable ComparedVectors compared() {
        return null;
    }

    @Override
    public @Nullable WatchedDefinition watched(ValidationRows rows, TorchDevice cpu) {
        return null;
    }

    @Override
    public @Nullable Space space() {
        return verification.claim() == null ? null : verification.claim().space();
    }

    @Override
    public OptionalDouble storedMean() {
        return OptionalDouble.of(verification.actual().sampleMean());
    }

    private void requireMetric(@Nullable Metric metric) {
        Measured theirs = verification.measured();
        if (metric != null && (theirs == null || !theirs.metric().equals(metric.name()))) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The baseline " + name + " was verified by the metric "
                            + (theirs == null ? Metrics.COSINE : theirs.metric()) + ", and this checkpoint is by "
                            + metric.name() + ".",
                    "Name the checkpoint file of the baseline, which is then measured by " + metric.name()
                            + " too, or verify it once more.");
        }
    }

    @Override
    public Baseline compare(Ours ours) {
        OfMetric metric = ours.metric();
        Measured theirs = metric == null ? null : verification.measured();
        String otherRows = compared.apart(ours.rows(), verification);
        Difference paired = otherRows != null ? null : metric == null ? ofCosines(ours) : ofMetric(ours.rows(), metric);
        String reason = paired != null
                ? null
                : otherRows != null
                        ? otherRows
                        : "the " + (metric == null ? "cosines" : "values") + " of its rows are not beside its report";
        return new BaselineBuilder()
                .name(name)
                .checkpoint(verification.checkpoint())
                .forwardDefinition(verification.model().forwardDefinition())
                .claim(verification.claim())
                .actual(verification.actual())
                .measured(theirs)
                .verdict(verification.verdict())
                .paired(paired != null)
                .unpairedReason(reason)
                .difference(
                        paired != null
                                ? paired
                                : metric == null || theirs == null
                                        ? BaselineRun.unpaired(ours.actual(), verification.actual())
                                        : BaselineRun.unpaired(metric.measured(), theirs))
                .build();
    }

    private @Nullable Difference ofCosines(Ours ours) {
        double[] theirs = cosines();
        return theirs == null
                ? null
                // Rounded as the stored ones are, so that the same checkpoint differs on no row.
                : BaselineRun.paired(
                        DefinitionScores.ofStored(ours.scores().storedCosines()).cosines(),
                        theirs,
                        compared.clusters(ours.rows()));
    }

    private @Nullable Difference ofMetric(ValidationRows rows, OfMetric metric) {
        double[] stored = RowMetrics.readFile(
                        RowMetrics.beside(report),
                        rowsBefore,
                        verification.split().validationRows(),
                        allRows)
                .orElse(null);
        Measured theirs = verification.measured();
        if (stored == null || theirs == null) {
            return null;
        }
        MetricScores scores = new MetricScores(metric.scores().metric(), stored, new double[0], 0);
        double mean = scores.metric().combination().of(stored, 0, stored.length);
        // NaN is not near anything.
        return Math.abs(mean - theirs.sampleMean()) <= MEAN_ROUNDING * Math.max(1, Math.abs(mean))
                ? BaselineRun.of(metric.scores().against(scores, compared.clusters(rows)))
                : null;
    }

    /** What is stored; null if that is missing, or is not what the report was made from. */
    private double @Nullable [] cosines() {
        double[] cosines = RowCosines.read(
                        report, rowsBefore, verification.split().validationRows(), allRows)
                .map(stored -> DefinitionScores.ofStored(stored).cosines())
                .orElse(null);
        // NaN is not near anything.
        return cosines != null
                        && Math.abs(CosineStatistics.sampleMean(cosines)
                                        - verification.actual().sampleMean())
                                <= MEAN_ROUNDING
                ? cosines
                : null;
    }

    @Override
    public @Nullable Configuration configuration() {
        return verification.configuration();
    }

    @Override
    public @Nullable DataProfile dataProfile() {
        return verification.dataProfile();
    }

    @Override
    public void close() {
        // Everything was read.
    }
}
