package io.jenkins.plugins.lvm.verifier.contract;

import static io.jenkins.plugins.lvm.verifier.contract.Bounds.ROUNDING_OF_ROWS;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.cosine;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.named;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.positive;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.range;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.require;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.share;
import static io.jenkins.plugins.lvm.verifier.contract.Bounds.within;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the parts of a verification against each other: what must be there is there, every number is in the range that its formula
 * has, and what follows from others does. A report that fails this was not written by the verifier. Throws {@link
 * IllegalArgumentException} with the first offence, as a clause without a full stop.
 */
public final class ReportCheck {
    /** Rows of a verification above which their cosines, four bytes each, would not fit an array. */
    public static final long MOST_ROWS = Integer.MAX_VALUE / RowCosines.ROW_BYTES;

    private static final double ROUNDING = 1e-9;
    /** A thousand years; longer than any run, shorter than what overflows. */
    private static final double LONGEST_SECONDS = 3.2e10;

    private static final double LARGEST_PROBE = 1e9;

    private static final int DIGITS_OF_SHA_256 = 64;
    private static final int MOST_METRICS = 160;
    private static final Set<String> PERCENTILES = Set.of("p1", "p5", "p25", "p50", "p75", "p95", "p99");

    private ReportCheck() {}

    /** Checks one verification, apart from its verdict. */
    public static void requireSound(Verification found) {
        requireParts(found);
        if (found.service() != null) {
            found.service().requireSound();
        }
        range(found.split().validationRows(), 1, MOST_ROWS, "the number of rows");
        model(found);
        actual(found.actual(), "the actual value");
        require(
                found.actual().histogram().rows() == found.split().validationRows(),
                "the histogram does not count each row once");
        if (found.measured() != null) {
            found.measured().requireSound();
        }
        companions(found);
        findings(found);
        BaselineCheck.requireSound(found);
        heldOut(found);
        retrieval(found);
        RiskCheck.requireSound(found);
        WeightsCheck.requireSound(found);
        claim(found);
        if (found.alignment() != null) {
            AlignmentCheck.requireSound(found.alignment());
        }
        if (found.selfCheck() != null) {
            found.selfCheck().requireSound();
        }
        positive(found.timing().startupSeconds(), LONGEST_SECONDS, "a time");
        positive(found.timing().loadSeconds(), LONGEST_SECONDS, "a time");
        positive(found.timing().passSeconds(), LONGEST_SECONDS, "a time");
        positive(found.timing().totalSeconds(), LONGEST_SECONDS, "a time");
        positive(found.timing().rowsPerSecond(), MOST_ROWS * 1e6, "the speed");
    }

    private static void requireParts(Verification found) {
        require(
                found.checkpoint() != null
                        && found.model() != null
                        && found.model().fitting() != null
                        && found.data() != null
                        && found.split() != null
                        && found.actual() != null
                        && found.device() != null
                        && found.timing() != null
                        && found.software() != null
                        && found.verdict() != null
                        && named(
                                found.model().forwardDefinition(),
                                found.split().name(),
                                found.device().requested(),
                                found.device().used())
                        && found.gates().stream()
                                .allMatch(gate ->
                                        gate.metric() != null && gate.criticality() != null && gate.outcome() != null),
                "a verification lacks a part");
        file(found.checkpoint(), "a verification");
        data(found.data());
    }

    private static void model(Verification found) {
        share(found.model().deadWeights());
        range(found.model().parameterCount(), 0, Long.MAX_VALUE, "the number of weights");
        range(found.model().inputDim(), 0, Integer.MAX_VALUE, "the size of an input");
        range(found.model().contextLength(), 0, Integer.MAX_VALUE, "the length of the context");
        if (found.model().forwardOnnx() != null) {
            file(found.model().forwardOnnx(), "an ONNX graph");
        }
        if (found.model().probe() != null) {
            positive(found.model().probe().largestDifference(), LARGEST_PROBE, "a difference from the probe");
            require(
                    found.model().probe().matching().stream().allMatch(Bounds::named),
                    "a definition that was probed has no name");
        }
        require(
                found.configuration() == null
                        || Stream.of(
                                        found.configuration().args(),
                                        found.configuration().config(),
                                        found.configuration().shapes())
                                .allMatch(Objects::nonNull),
                "a configuration lacks a part");
    }

    static void actual(Actual actual, String what) {
        require(
                actual.kind() != null && actual.percentiles() != null && actual.histogram() != null,
                what + " lacks a part");
        share(actual.nonFinite());
        share(actual.zeroPredictions());
        for (Double cosine : new Double[] {
            actual.value(), actual.sampleMean(), actual.batchMean(), actual.min(), actual.max(), actual.chance()
        }) {
            cosine(cosine);
        }
        require(PERCENTILES.containsAll(actual.percentiles().keySet()), "a percentile is unknown");
        actual.percentiles().values().forEach(percentile -> {
            require(percentile != null, "a percentile is missing");
            cosine(percentile);
        });
        require(
                actual.value() == (actual.kind() == MeanKind.BATCH_MEAN ? actual.batchMean() : actual.sampleMean()),
                what + " is not the mean of its kind");
        require(
                actual.min() <= actual.sampleMean() + ROUNDING_OF_ROWS
                        && actual.sampleMean() <= actual.max() + ROUNDING_OF_ROWS,
                "a mean is outside of its range");
        require((actual.chance() == null) == (actual.skill() == null), "a skill belongs to no chance level");
        require(
                actual.chance() == null
                        || actual.skill() == null
                        || Math.abs(actual.sampleMean() - actual.chance() - actual.skill()) <= ROUNDING,
                "a skill is not the mean above its chance level");
        if (actual.rowsApart() != null) {
            require(actual.chance() == null, "rows that have a chance level are told apart");
            within(actual.rowsApart().difference(), 2, "a difference of cosines");
            require(actual.rowsApart().standardError() > 0, "a standard error is not above 0");
            positive(actual.rowsApart().standardError(), 2, "a standard error");
        }
        positive(actual.mse(), Double.MAX_VALUE, "a squared error");
        positive(actual.standardDeviation(), 2, "a standard deviation");
        positive(actual.standardError(), 1e6, "a standard error");
        positive(actual.meanNorm(), Double.MAX_VALUE, "a norm");
        Histogram histogram = actual.histogram();
        require(
                histogram.isSound() && histogram.rows() <= MOST_ROWS,
                "a histogram does not have some bins between -1 and 1 with a count of rows each");
    }

    private static void claim(Verification found) {
        require(isComplete(found.claim()), "a claim lacks a part");
        Double claim = found.measurements().claim();
        Double gap = found.gap();
        require((claim == null) == (gap == null), "a gap belongs to no claim");
        require(
                claim == null
                        || gap == null
                        || Math.abs(Objects.requireNonNull(found.measurements().actual()) - claim - gap)
                                <= ROUNDING * Math.max(1, Math.abs(claim)),
                "a gap is not the difference between actual and claim");
    }

    static boolean isComplete(@Nullable Claim claim) {
        return claim == null
                || (claim.kind() != null
                        && claim.space() != null
                        && named(claim.metric(), claim.source())
                        && (claim.supported() || named(claim.unsupportedReason())));
    }

    /** What stands beside the actual value. */
    private static void companions(Verification found) {
        found.alternatives().forEach(other -> {
            require(named(other.forwardDefinition()), "an alternative has no name");
            cosine(other.value());
            range(other.rows() == null ? 1 : other.rows(), 1, MOST_ROWS, "the rows of an alternative");
        });
        if (found.serving() != null) {
            require(named(found.serving().forwardDefinition()), "the service's definition has no name");
            cosine(found.serving().value());
            require(
                    Math.abs(found.serving().value()
                                    - found.actual().value()
                                    - found.serving().gap())
                            <= ROUNDING,
                    "the service's gap is not the difference between both values");
        }
        if (found.naivePredictors() != null) {
            cosine(found.naivePredictors().copyLast());
            cosine(found.naivePredictors().contextMean());
        }
        for (Comparison other : found.comparisons()) {
            require(other.reference() != null && named(other.with()), "a comparison lacks a part");
            range(other.largestAt(), 0, found.split().validationRows() - 1, "the place of a row");
            for (double difference : new double[] {other.meanDifference(), other.largestDifference()}) {
                within(difference, 2, "a difference of cosines");
            }
        }
        if (found.dataProfile() != null) {
            range(found.dataProfile().rows(), 0, MOST_ROWS, "the number of rows");
            cosine(found.dataProfile().coherence());
            cosine(found.dataProfile().continuation());
            positive(found.dataProfile().norm(), Double.MAX_VALUE, "a norm");
            positive(found.dataProfile().targetNorm(), Double.MAX_VALUE, "a norm");
            positive(found.dataProfile().normDeviation(), Double.MAX_VALUE, "a standard deviation");
        }
    }

    private static void findings(Verification found) {
        for (Finding finding : found.findings()) {
            require(
                    named(finding.code(), finding.title())
                            && finding.severity() != null
                            && finding.explanation() != null
                            && finding.evidence() != null,
                    "a finding lacks a part");
            if (finding.explainsGap() != null) {
                share(finding.explainsGap());
            }
        }
        if (found.diagnosis() != null) {
            range(found.diagnosis().alternatives(), 0, Integer.MAX_VALUE, "the number of alternatives");
            range(found.diagnosis().rows(), 0, Long.MAX_VALUE, "the number of rows");
            positive(found.diagnosis().seconds(), LONGEST_SECONDS, "a time");
        }
    }

    private static void heldOut(Verification found) {
        if (found.heldOut() == null) {
            return;
        }
        require(found.heldOut().data() != null && found.heldOut().actual() != null, "the held-out rows lack a part");
        data(found.heldOut().data());
        actual(found.heldOut().actual(), "the value on held-out rows");
        range(
                found.heldOut().actual().histogram().rows(),
                1,
                found.heldOut().data().sequences(),
                "the number of held-out rows");
    }

    private static void retrieval(Verification found) {
        if (found.retrieval() == null) {
            return;
        }
        require(
                named(found.retrieval().among())
                        && !found.retrieval().metrics().isEmpty()
                        && found.retrieval().metrics().size() <= MOST_METRICS,
                "the retrieval lacks a part");
        range(found.retrieval().candidates(), 1, MOST_ROWS, "the number of candidates");
        found.retrieval().metrics().forEach(metric -> {
            require(named(metric.metric(), metric.source()), "a retrieval metric has no name");
            share(metric.claim());
            share(metric.low());
            share(metric.high());
            positive(metric.standardError(), 1e6, "a standard error");
            require(
                    metric.low() <= metric.actual() + ROUNDING && metric.actual() <= metric.high() + ROUNDING,
                    "a retrieval metric is outside of what ties leave open");
        });
    }

    static void file(CheckpointFile file, String whose) {
        require(named(file.path(), file.sha256()), whose + " lacks a part");
        digest(file.sha256());
        range(file.sizeBytes(), 0, Long.MAX_VALUE, "the size of a file");
        WeightsCheck.parts(file, whose);
    }

    /** A digest in hex, or none. */
    static void digest(@Nullable String hex) {
        require(hex == null || hex.length() <= DIGITS_OF_SHA_256, "a digest is too long");
    }

    private static void data(Data data) {
        require(named(data.path(), data.fingerprint()) && data.keys() != null, "the data lack a part");
        range(data.sequences(), 0, Long.MAX_VALUE, "the number of sequences");
        require(
                data.scoredRowsDigest() == null || data.scoredRowsDigest().length() == DIGITS_OF_SHA_256,
                "a digest of scored rows is not SHA-256");
        if (data.leaked() != null) {
            share(data.leaked());
        }
    }
}
