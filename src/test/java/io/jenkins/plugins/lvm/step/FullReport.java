package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.verifier.contract.Alignment;
import io.jenkins.plugins.lvm.verifier.contract.Alignment.AlignmentGate;
import io.jenkins.plugins.lvm.verifier.contract.AlignmentBuilder;
import io.jenkins.plugins.lvm.verifier.contract.BaselineBuilder;
import io.jenkins.plugins.lvm.verifier.contract.DataProfileBuilder;
import io.jenkins.plugins.lvm.verifier.contract.PlacedBuilder;
import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Configuration;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DrawnRows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.GateRange;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.HeldOut;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Range;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieval;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Retrieved;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Risk;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report that has every part there is, as an honest verifier writes it. */
final class FullReport {
    /** The risk that it stopped at. */
    static final double RISK = 1e-6;

    private FullReport() {}

    /** Of one checkpoint, {@code /a.pt} on {@code auto}. */
    static String json() {
        Verification plain = Reports.verification("/a.pt", 0.55, 0.55);
        Verification earlier = Reports.verification("/old.pt", 0.5, 0.5);
        Map<String, Double> offsets = new LinkedHashMap<>();
        for (int k = -3; k <= 3; k++) {
            offsets.put(String.valueOf(k), k == 3 ? null : 0.1 * k);
        }
        Alignment.Placed placed = new PlacedBuilder()
                .offsets(offsets)
                .margin(0.1)
                .offsetRows(100)
                .recallAt1(0.5)
                .recallAt5(0.8)
                .meanReciprocalRank(0.6)
                .retrievalRows(90)
                .rollout(0.4)
                .rolloutRows(80)
                .build();
        Alignment.Rows rows = new Alignment.Rows(
                "/data.npz",
                placed,
                placed,
                new Alignment.Orders(0.5, -0.1, -0.2, -0.05, 0.01, 0.02, 100),
                new Alignment.Bins(0.4, 20, 0.5, 70),
                "ab".repeat(32),
                "cd".repeat(32));
        Verification numbers = plain.toBuilder()
                .configuration(new Configuration(
                        Map.of("lr", 0.1, "nested", Map.of("a", List.of(1.0))), Map.of("d", 1.0), Map.of("w", "2×3")))
                .dataProfile(new DataProfileBuilder()
                        .rows(219)
                        .norm(1)
                        .normDeviation(0.01)
                        .targetNorm(1.02)
                        .coherence(0.4859)
                        .continuation(0.4856)
                        .mean("AAAA")
                        .meanError(0.001)
                        .deviations("AAAA")
                        .build())
                .alternatives(List.of(new Alternative("additive-memory", 0.1)))
                .serving(new Serving("attention-mixture", 0.54, 0.54 - 0.55))
                .comparisons(List.of(new Comparison(Reference.DEVICE, "cuda:0", 2e-5, 4e-3, 17, 1e-4, 1e-3, false)))
                .baseline(new BaselineBuilder()
                        .name("#12 of main")
                        .checkpoint(earlier.checkpoint())
                        .forwardDefinition("gru-stack")
                        .claim(earlier.claim())
                        .actual(earlier.actual())
                        .verdict(earlier.verdict())
                        .paired(true)
                        .difference(new Difference(0.55 - 0.5, 0.01, "INDEPENDENT", 0.03, 0.07, 150L, 60L))
                        .build())
                .heldOut(new HeldOut(earlier.data(), earlier.actual()))
                .retrieval(new Retrieval(
                        "a bank of vectors",
                        771_115,
                        List.of(new Retrieved("recall@500", "metrics.recall@500", 0.55, 0.54, 0.53, 0.56, 0.01))))
                .findings(List.of(new Finding(
                        "SPLIT",
                        Severity.WARNING,
                        "Another split",
                        "The tail fits.",
                        Map.of("value", 0.5, "list", List.of("a", 1.0)),
                        0.5)))
                .diagnosis(new Diagnosis(62, 219, List.of("head counts"), 1.2))
                .alignment(new AlignmentBuilder()
                        .trueNext("It is k = +1.")
                        .trueNextOffset(1)
                        .horizon(3)
                        .articles("articles")
                        .validation(rows)
                        .outOfDistribution(rows)
                        .legacyGates(List.of(new AlignmentGate("rollout", true, "")))
                        .correctedGates(List.of(new AlignmentGate("rollout", false, "0.1 is below 0.2")))
                        .notes(List.of("A note."))
                        .build())
                .service(new ServiceCheck(
                        "http://127.0.0.1:9001/infer",
                        "lvm_inference",
                        ServiceCheck.Conclusion.DIFFERENT,
                        new ServiceCheck.Rows(219, 219, 30, 28, 42, 0.01, 1e-6),
                        new ServiceCheck.Compared(
                                "‖s − v‖ / ‖v‖",
                                1e-4,
                                28,
                                1.4,
                                0.02,
                                new ServiceCheck.Row(0, 17, 1.2, 0.1),
                                new ServiceCheck.Row(4, 3, 1.4, 0.02)),
                        List.of(new ServiceCheck.Errors("TIMEOUT", 2, "no complete answer came within 30 seconds")),
                        new ServiceCheck.Latency(28, 2.5, 2.4, 3, 3.1, 4, 5.2, 4),
                        "additive-memory"))
                .selfCheck(new SelfCheck(
                        List.of(
                                new SelfCheck.Check(
                                        SelfCheck.Kind.REARRANGED, 32, 2e-7, 1e-4, "in batches of 5, backwards"),
                                new SelfCheck.Check(SelfCheck.Kind.PLANTED, 1, 1.3, 1e-4, "two rows exchanged")),
                        0.1))
                .build();
        List<GateOutcome> outcomes = Reports.GATES.evaluate(numbers.measurements());
        return Reports.json(numbers.judged(outcomes, GateEvaluator.verdict(outcomes)).toBuilder()
                .risk(risk(numbers, outcomes))
                .build());
    }

    /** Of a verification that stopped early, with everything known exactly. */
    private static Risk risk(Verification numbers, List<GateOutcome> outcomes) {
        Map<GateMetric, Range> ranges = new LinkedHashMap<>();
        outcomes.forEach(gate -> ranges.put(gate.metric(), new Range(gate.value(), gate.value())));
        double actual = numbers.actual().value();
        long heldOut = numbers.heldOut().actual().histogram().rows();
        return new Risk(
                RISK,
                42,
                false,
                new DrawnRows(
                        numbers.split().validationRows(), numbers.split().validationRows() + 1, 0.1, "ab".repeat(32)),
                new DrawnRows(heldOut, heldOut, 0, null),
                new Range(actual, actual),
                ranges.entrySet().stream()
                        .map(entry -> new GateRange(entry.getKey(), entry.getValue()))
                        .toList(),
                null);
    }
}
