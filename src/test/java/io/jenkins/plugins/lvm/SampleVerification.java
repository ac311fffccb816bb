package io.jenkins.plugins.lvm;

import io.jenkins.plugins.lvm.verifier.contract.ActualBuilder;
import io.jenkins.plugins.lvm.verifier.contract.BaselineBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Software;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Timing;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A verification as it might have come from an agent: rows drawn around a mean, every statistic computed from them, and gates held
 * against the result.
 */
public final class SampleVerification {
    private static final int BINS = 80;
    private static final double CHANCE = 0.13;

    private final String checkpoint;
    private final String forward;
    private final float[] cosines;
    private final double mean;
    private Double claim;
    private String data = "/data/training_sequences_ctx5.npz";
    private long sequences = 584_545;
    private String device = "cpu";
    private final List<Alternative> alternatives = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Comparison> comparisons = new ArrayList<>();
    private DataProfile profile;
    private Diagnosis diagnosis;
    private Baseline baseline;

    /** Draws rows so that their mean is the given one, with a standard deviation as real models have it. */
    public SampleVerification(final String checkpoint, final String forward, final double mean, final long seed) {
        this.checkpoint = checkpoint;
        this.forward = forward;
        final Random random = new Random(seed);
        this.cosines = new float[2000];
        double sum = 0;
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = (float) (random.nextGaussian() * (Math.abs(mean) < 0.1 ? 0.05 : 0.11));
            sum += cosines[i];
        }
        double corrected = 0;
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = (float) Math.max(-1, Math.min(1, cosines[i] - sum / cosines.length + mean));
            corrected += cosines[i];
        }
        this.mean = corrected / cosines.length;
    }

    public SampleVerification claiming(final double value) {
        this.claim = value;
        return this;
    }

    public SampleVerification on(final String path, final long rows) {
        this.data = path;
        this.sequences = rows;
        return this;
    }

    public SampleVerification device(final String name) {
        this.device = name;
        return this;
    }

    /** Another forward definition fits the same weights. */
    public SampleVerification alternative(final String name, final double value) {
        alternatives.add(new Alternative(name, value));
        return this;
    }

    public SampleVerification finding(final Finding finding) {
        findings.add(finding);
        return this;
    }

    /** What the vectors of the data are like. */
    public SampleVerification profile(final DataProfile looked) {
        this.profile = looked;
        return this;
    }

    /** The same, computed elsewhere. */
    public SampleVerification comparison(final Comparison comparison) {
        comparisons.add(comparison);
        return this;
    }

    /** Causes were looked for. */
    public SampleVerification diagnosis(final Diagnosis tried) {
        this.diagnosis = tried;
        return this;
    }

    /** Holds another sample against this one, row by row. */
    public SampleVerification baseline(final String name, final Verification earlier, final Difference difference) {
        this.baseline = new BaselineBuilder()
                .name(name)
                .checkpoint(earlier.checkpoint())
                .forwardDefinition(earlier.model().forwardDefinition())
                .claim(earlier.claim())
                .actual(earlier.actual())
                .verdict(earlier.verdict())
                .paired(difference.better() != null)
                .unpairedReason(difference.better() != null ? null : "it was verified on other rows")
                .difference(difference)
                .build();
        return this;
    }

    /** The cosine of each row, little-endian float32. */
    public byte[] cosines() {
        final ByteBuffer bytes =
                ByteBuffer.allocate(cosines.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final float cosine : cosines) {
            bytes.putFloat(cosine);
        }
        return bytes.array();
    }

    /** A report with this verification alone. */
    public VerificationReport report() {
        final Verification verification = build();
        return new VerificationReport(
                VerificationReport.SCHEMA_VERSION, verification.verdict(), List.of(verification), List.of());
    }

    public Verification build() {
        final Verification open = verification(List.of());
        final List<GateOutcome> gates = new GateEvaluator(GateSettings.defaults()).evaluate(open.measurements());
        return verification(gates);
    }

    private Verification verification(final List<GateOutcome> gates) {
        final List<String> fitting = new ArrayList<>(List.of(forward));
        alternatives.forEach(alternative -> fitting.add(alternative.forwardDefinition()));
        return new VerificationBuilder()
                .checkpoint(new CheckpointFile(checkpoint, "5f".repeat(32), 5_912_345))
                .model(new ModelBuilder()
                        .declaredType("amn")
                        .forwardDefinition(forward)
                        .fitting(fitting)
                        .parameterCount(1_510_000)
                        .inputDim(768)
                        .contextLength(5)
                        .residual(false)
                        .deadWeights(0)
                        .build())
                .claim(
                        claim == null
                                ? null
                                : new Claim(
                                        claim,
                                        "val_cosine",
                                        Space.COSINE,
                                        MeanKind.SAMPLE_MEAN,
                                        null,
                                        "val_cosine",
                                        true,
                                        null))
                .data(new Data(
                        data,
                        "c0ffee".repeat(8),
                        sequences,
                        List.of("context_sequences", "target_vectors"),
                        "5".repeat(64),
                        "6".repeat(64),
                        null))
                .dataProfile(profile)
                .split(new Split(
                        "articles",
                        null,
                        cosines.length,
                        "ab".repeat(32),
                        true,
                        false,
                        "the trainer holds out the last tenth of the articles"))
                .actual(actual())
                .alternatives(alternatives)
                .comparisons(comparisons)
                .naivePredictors(new NaivePredictors(0.4856, 0.5417))
                .baseline(baseline)
                .gap(claim == null ? null : mean - claim)
                .gates(gates)
                .findings(findings)
                .diagnosis(diagnosis)
                .device(new Device("auto", device, device.startsWith("cuda") ? "NVIDIA A10" : "Intel Xeon"))
                .timing(new Timing(1.9, 0.4, 6.2, 8.6, cosines.length / 6.2))
                .software(new Software("0.1.0", "2.7.1", "0.35.1", "1.0.0-M2.1", "17.0.15", "linux-x86_64"))
                .verdict(GateEvaluator.verdict(gates))
                .build();
    }

    private Actual actual() {
        final float[] sorted = cosines.clone();
        Arrays.sort(sorted);
        double squares = 0;
        final Long[] counts = new Long[BINS];
        Arrays.fill(counts, 0L);
        for (final float cosine : sorted) {
            squares += (cosine - mean) * (cosine - mean);
            counts[(int) Math.min(BINS - 1, Math.floor((cosine + 1) / 2 * BINS))]++;
        }
        final double deviation = Math.sqrt(squares / (sorted.length - 1));
        final Map<String, Double> percentiles = new LinkedHashMap<>();
        for (final int percent : new int[] {1, 5, 25, 50, 75, 95, 99}) {
            percentiles.put("p" + percent, (double) sorted[(sorted.length - 1) * percent / 100]);
        }
        final double chance = Math.abs(mean) < 0.1 ? 0 : CHANCE;
        return new ActualBuilder()
                .value(mean)
                .kind(MeanKind.SAMPLE_MEAN)
                .sampleMean(mean)
                .batchMean(mean)
                .mse(0.001)
                .standardDeviation(deviation)
                .standardError(deviation / Math.sqrt(sorted.length))
                .standardErrorKind("CLUSTERED_BY_ARTICLE")
                .min(sorted[0])
                .max(sorted[sorted.length - 1])
                .percentiles(percentiles)
                .histogram(new Histogram(-1, 1, List.of(counts)))
                .chance(chance)
                .skill(mean - chance)
                .nonFinite(0)
                .zeroPredictions(0)
                .meanNorm(1.0)
                .build();
    }
}
