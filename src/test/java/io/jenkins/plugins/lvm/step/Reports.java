package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.contract.ActualBuilder;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.ModelBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationBuilder;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
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
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Reports as an honest verifier writes them. */
final class Reports {
    static final GateEvaluator GATES = new GateEvaluator(GateSettings.defaults());

    private Reports() {}

    /** A verification with these numbers and what the default gates make of them. */
    static Verification verification(final String path, final double claim, final double actual) {
        final Verification numbers = new VerificationBuilder()
                .checkpoint(new CheckpointFile(path, "0".repeat(64), 1234))
                .model(new ModelBuilder()
                        .declaredType("gru")
                        .forwardDefinition("gru-stack")
                        .fitting(List.of("gru-stack"))
                        .parameterCount(1_000_000)
                        .inputDim(768)
                        .contextLength(5)
                        .residual(false)
                        .deadWeights(0.01)
                        .build())
                .claim(new Claim(claim, "val_cosine", Space.COSINE, MeanKind.BATCH_MEAN, 32, "val_cosine", true, null))
                .data(new Data(
                        "/data/d.npz",
                        "1".repeat(64),
                        2400,
                        List.of("context_sequences", "target_vectors"),
                        "5".repeat(64),
                        "6".repeat(64),
                        null))
                .split(new Split("articles", null, 219, "2".repeat(64), true, false, "the trainer holds out articles"))
                .actual(new ActualBuilder()
                        .value(actual)
                        .kind(MeanKind.BATCH_MEAN)
                        .sampleMean(actual)
                        .batchMean(actual)
                        .mse(0.001)
                        .standardDeviation(0.1)
                        .standardError(0.007)
                        .standardErrorKind("CLUSTERED_BY_ARTICLE")
                        .min(-0.2)
                        .max(0.9)
                        .percentiles(Map.of("p50", actual))
                        .histogram(new Histogram(-1, 1, Collections.nCopies(3, 73L)))
                        .chance(0.13)
                        .skill(actual - 0.13)
                        .nonFinite(0)
                        .zeroPredictions(0)
                        .meanNorm(1.0)
                        .build())
                .alternatives(List.of())
                .comparisons(List.of())
                .naivePredictors(new NaivePredictors(0.48, 0.54))
                .gap(actual - claim)
                .gates(List.of())
                .findings(List.of())
                .device(new Device("auto", "cpu", "CPU"))
                .timing(new Timing(1, 1, 1, 3, 219))
                .software(new Software("0.1", "2.7.1", "0.35.1", "1.0.0-M2.1", "17", "linux-x86_64"))
                .verdict(Verdict.PASSED)
                .build();
        final List<GateOutcome> outcomes = GATES.evaluate(numbers.measurements());
        return numbers.judged(outcomes, GateEvaluator.verdict(outcomes));
    }

    /** A report with these verifications. */
    static VerificationReport of(final Verification... verifications) {
        final Verdict worst = List.of(verifications).stream()
                .map(Verification::verdict)
                .reduce(Verdict::and)
                .orElse(null);
        return new VerificationReport(VerificationReport.SCHEMA_VERSION, worst, List.of(verifications), List.of());
    }

    static String json(final Verification... verifications) {
        return ContractJson.render(of(verifications));
    }
}
