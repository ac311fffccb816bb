package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import io.jenkins.plugins.lvm.verifier.view.AlignmentText;
import io.jenkins.plugins.lvm.verifier.view.GateWords;
import io.jenkins.plugins.lvm.verifier.view.MetricWords;
import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import io.jenkins.plugins.lvm.verifier.view.PresentableReport;
import io.jenkins.plugins.lvm.verifier.view.RetrievalText;
import io.jenkins.plugins.lvm.verifier.view.RiskWords;
import io.jenkins.plugins.lvm.verifier.view.ServiceText;
import io.jenkins.plugins.lvm.verifier.view.VerificationView;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints a report for people: each checkpoint with its numbers and gates, then one table. */
final class ConsoleReport {
    private final PrintWriter out;
    private final boolean tableOnly;

    private final Colours colours;

    ConsoleReport(PrintWriter out, boolean tableOnly) {
        this(out, tableOnly, Colours.NONE);
    }

    ConsoleReport(PrintWriter out, boolean tableOnly, Colours colours) {
        this.out = out;
        this.tableOnly = tableOnly;
        this.colours = colours;
    }

    void print(VerificationReport found) {
        VerificationReport report = PresentableReport.of(found);
        if (!tableOnly) {
            report.verifications().forEach(this::details);
        }
        ConsoleTable.print(report, out, colours);
        for (Problem problem : report.errors()) {
            out.println("Error: " + problem.located());
        }
    }

    private void details(Verification v) {
        Actual actual = v.actual();
        out.println();
        out.println(v.checkpoint().path());
        field(
                "model",
                "%s%s%s%s%s",
                v.model().forwardDefinition(),
                v.model().declaredType() == null
                        ? ""
                        : " (declared " + v.model().declaredType() + ")",
                v.model().parameterCount() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d weights", v.model().parameterCount()),
                v.model().residual() ? ", residual-next" : "",
                v.model().positionalScale() == null
                        ? ""
                        : ", positional scale " + v.model().positionalScale());
        Metric metric = MetricWords.of(v);
        if (metric != null) {
            field("metric", "%s: %s", metric.words(), metric.title());
        }
        field("claim", "%s", claim(v.claim(), metric));
        field(
                "split",
                "%s, %,d rows: %s",
                v.split().name(),
                v.split().validationRows(),
                v.split().reason());
        if (metric != null && v.measured() != null) {
            measured(v.measured(), metric, v.claim());
        }
        field(
                metric == null ? "actual" : "cosine",
                "%.4f%s, %s; range %.3f to %.3f",
                actual.value(),
                actual.standardError() == null ? "" : String.format(Locale.ROOT, " ± %.4f", actual.standardError()),
                NumberFormats.kind(actual.kind(), v.claim()),
                actual.min(),
                actual.max());
        String known = RiskWords.known(v);
        if (known != null) {
            field("", "%s", known);
        }
        if (actual.skill() != null && actual.chance() != null) {
            field(
                    "skill",
                    "%.4f above chance (%.4f)%s",
                    actual.skill(),
                    actual.chance(),
                    v.naivePredictors() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "; of the naive predictors, copying the last vector gives %.4f, the mean of the context %.4f",
                                    v.naivePredictors().copyLast(),
                                    v.naivePredictors().contextMean()));
        }
        if (actual.rowsApart() != null) {
            field(
                    "skill",
                    "cannot be told on rows of one article; there predictions are %.4f ± %.4f nearer to their own targets",
                    actual.rowsApart().difference(),
                    actual.rowsApart().standardError());
        }
        if (v.retrieval() != null) {
            v.retrieval()
                    .metrics()
                    .forEach(found -> field(
                            found.metric(), "%.4f, %s", found.actual(), RetrievalText.detail(v.retrieval(), found)));
        }
        v.alternatives()
                .forEach(other -> field(
                        "",
                        "%s, which the weights fit too, gives %.4f%s",
                        other.forwardDefinition(),
                        other.value(),
                        other.rows() == null ? "" : ", as " + NumberFormats.count(other.rows()) + " of the rows tell"));
        v.otherWeights().forEach(other -> field("", "with %s of the same file %.4f", other.name(), other.value()));
        if (v.servingWeights() != null) {
            field(
                    "serving",
                    "with %s %.4f",
                    v.servingWeights().name(),
                    v.servingWeights().value());
        }
        if (v.model().unproven() != null) {
            field("unproven", "%s: %s", v.model().forwardDefinition(), v.model().unproven());
        }
        if (v.serving() != null) {
            field(
                    "serving",
                    "%s gives %.4f (%+.4f)",
                    v.serving().forwardDefinition(),
                    v.serving().value(),
                    v.serving().gap());
        }
        v.comparisons()
                .forEach(other -> field(
                        "compared",
                        "%s with %s: mean %+.2e (tolerance %s), a row at most %.2e (tolerance %s)",
                        v.device().used(),
                        other.with(),
                        other.meanDifference(),
                        other.meanTolerance(),
                        other.largestDifference(),
                        other.rowTolerance()));
        if (v.baseline() != null) {
            baseline(v.baseline(), MetricWords.of(v));
        }
        new ServiceText(v).lines().forEach(line -> field("service", "%s", line));
        if (v.heldOut() != null) {
            Actual unseen = v.heldOut().actual();
            field(
                    "held out",
                    "%.4f%s on %,d rows of %s%s",
                    unseen.sampleMean(),
                    unseen.standardError() == null ? "" : String.format(Locale.ROOT, " ± %.4f", unseen.standardError()),
                    unseen.histogram().rows(),
                    v.heldOut().data().path(),
                    unseen.skill() == null ? "" : String.format(Locale.ROOT, ", %.4f above chance", unseen.skill()));
        }
        worstMissed(v.gates()).forEach(gate -> field("missed", "%s%s", gate(gate, metric), advice(gate.metric())));
        if (v.diagnosis() != null) {
            field(
                    "tried",
                    "%d alternatives on %,d rows%s%s",
                    v.diagnosis().alternatives(),
                    v.diagnosis().rows(),
                    v.findings().stream().anyMatch(finding -> finding.explainsGap() != null)
                            ? ""
                            : ": none reproduces the claim",
                    v.diagnosis().leftOut().isEmpty()
                            ? ""
                            : "; not " + String.join("; not ", v.diagnosis().leftOut()));
        }
        for (Finding finding : v.findings()) {
            field(
                    "finding",
                    "%s%s. %s",
                    finding.title(),
                    finding.explainsGap() == null
                            ? ""
                            : String.format(Locale.ROOT, " (explains %.0f %% of the gap)", 100 * finding.explainsGap()),
                    finding.explanation());
        }
        if (v.alignment() != null) {
            out.println("  5-to-1 causal alignment:");
            new AlignmentText(v.alignment()).lines().forEach(line -> out.println("    " + line));
        }
        field("verdict", "%s", colours.verdict(verdict(v)));
    }

    private void measured(Measured measured, Metric metric, @Nullable Claim claim) {
        field(
                "actual",
                "%s%s, %s",
                metric.figure(measured.value()),
                measured.standardError() == null ? "" : " ± " + metric.figure(measured.standardError()),
                NumberFormats.kind(measured.kind(), claim));
        Double skill = measured.skill();
        if (skill != null && measured.chance() != null) {
            field(
                    "skill",
                    "%.1f %% of the way from chance (%s) to the best number",
                    100 * skill,
                    metric.figure(measured.chance()));
        }
        measured.leftOut().forEach(left -> field("left out", "%s", left));
    }

    private void baseline(Baseline baseline, @Nullable Metric metric) {
        Difference difference = baseline.difference();
        field(
                "baseline",
                "%s reaches %s%s: this one %s by %s%s%s",
                baseline.name(),
                MetricWords.figure(metric, baseline.sampleMean()),
                MetricWords.unit(metric),
                metric == null ? "differs" : "is better",
                metric == null
                        ? ConsoleTable.signed(difference.mean())
                        : MetricWords.difference(metric, difference.mean()),
                difference.low() == null
                        ? ""
                        : metric == null
                                ? String.format(
                                        Locale.ROOT,
                                        " (95 %% interval %+.4f to %+.4f)",
                                        difference.low(),
                                        difference.high())
                                : " (95 % interval " + MetricWords.difference(metric, difference.low()) + " to "
                                        + MetricWords.difference(metric, difference.high()) + ")",
                baseline.paired()
                        ? String.format(
                                Locale.ROOT,
                                ", row by row: %,d better, %,d worse",
                                difference.better(),
                                difference.worse())
                        : "; UNPAIRED, because " + baseline.unpairedReason());
    }

    /**
     * One gate with value and threshold.
     *
     * @param metric what the claim is a number of; null for the cosine
     */
    static String gate(GateOutcome gate, @Nullable Metric metric) {
        return GateWords.comparison(gate, metric) + " (" + gate.criticality() + ")";
    }

    private static String claim(@Nullable Claim claim, @Nullable Metric metric) {
        if (claim == null) {
            return "none";
        }
        return String.format(
                        Locale.ROOT,
                        "%s, %s, %s",
                        MetricWords.figure(metric, claim.value()),
                        claim.source(),
                        NumberFormats.kind(claim))
                + (claim.supported() ? "" : "; not recomputed: " + claim.unsupportedReason());
    }

    private static String verdict(Verification v) {
        String conclusion = v.verdict() == Verdict.PASSED ? new VerificationView(v).getConclusion() : "";
        String after = RiskWords.after(v);
        return v.verdict() + (after == null ? "" : " " + after) + (conclusion.isEmpty() ? "" : ": " + conclusion);
    }

    /** The gates that were missed, of each metric the one that weighs most. */
    private static List<GateOutcome> worstMissed(List<GateOutcome> gates) {
        Map<GateMetric, GateOutcome> worst = new EnumMap<>(GateMetric.class);
        for (GateOutcome gate : gates) {
            if (gate.outcome() == Outcome.MISSED) {
                worst.merge(gate.metric(), gate, (a, b) -> a.criticality().compareTo(b.criticality()) >= 0 ? a : b);
            }
        }
        return List.copyOf(worst.values());
    }

    private static String advice(GateMetric metric) {
        String advice = GateWords.commandLineAdvice(metric);
        return advice.isEmpty() ? "" : ": " + advice;
    }

    private void field(String name, String format, Object... values) {
        out.printf("  %-8s %s%n", name, String.format(Locale.ROOT, format, values));
    }
}
