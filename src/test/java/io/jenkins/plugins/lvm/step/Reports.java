package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.CheckpointFile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Data;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Device;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
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
        final Verification numbers = new Verification(
                new CheckpointFile(path, "0".repeat(64), 1234),
                new Model("gru", "gru-stack", List.of("gru-stack"), 1_000_000, 768, 5, false, null, 0.01),
                null,
                new Claim(claim, "val_cosine", Space.COSINE, MeanKind.BATCH_MEAN, 32, "val_cosine", true, null),
                new Data(
                        "/data/d.npz",
                        "1".repeat(64),
                        2400,
                        List.of("context_sequences", "target_vectors"),
                        "5".repeat(64)),
                null,
                new Split("articles", null, 219, "2".repeat(64), true, false, "the trainer holds out articles"),
                new Actual(
                        actual,
                        MeanKind.BATCH_MEAN,
                        actual,
                        actual,
                        0.001,
                        0.1,
                        0.007,
                        "CLUSTERED_BY_ARTICLE",
                        -0.2,
                        0.9,
                        Map.of("p50", actual),
                        new Histogram(-1, 1, Collections.nCopies(3, 73L)),
                        0.13,
                        actual - 0.13,
                        0,
                        0,
                        1.0),
                List.of(),
                null,
                List.of(),
                new NaivePredictors(0.48, 0.54),
                null,
                null,
                actual - claim,
                List.of(),
                List.of(),
                null,
                null,
                new Device("auto", "cpu", "CPU"),
                new Timing(1, 1, 1, 3, 219),
                new Software("0.1", "2.7.1", "0.35.1", "1.0.0-M2.1", "17", "linux-x86_64"),
                Verdict.PASSED);
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
