package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One verification as lines of plain text: its numbers, what it missed, and what was found. */
public final class VerificationText {
    private final Verification v;
    private final List<String> lines = new ArrayList<>();

    public VerificationText(Verification verification) {
        this.v = verification;
        describe();
    }

    /** Its lines, each under a name, without the verdict. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void describe() {
        Actual actual = v.actual();
        field(
                "model",
                "%s%s%s%s%s",
                v.model().forwardDefinition(),
                v.model().declaredType() == null
                        ? ""
                        : " (declared " + v.model().declaredType() + ")",
                v.model().parameterCount() == 0
                        ? ""
                        : ", " + NumberFormats.count(v.model().parameterCount()) + " weights",
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
                "%s, %s rows: %s",
                v.split().name(),
                NumberFormats.count(v.split().validationRows()),
                v.split().reason());
        if (metric != null && v.measured() != null) {
            measured(v.measured(), metric, v.claim());
        }
        field(
                metric == null ? "actual" : "cosine",
                "%s%s, %s; range %.3f to %.3f",
                NumberFormats.cosine(actual.value()),
                NumberFormats.plusMinus(actual.standardError()),
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
                    "%s above chance (%s)%s",
                    NumberFormats.cosine(actual.skill()),
                    NumberFormats.cosine(actual.chance()),
                    v.naivePredictors() == null
                            ? ""
                            : "; of the naive predictors, copying the last vector gives "
                                    + NumberFormats.cosine(v.naivePredictors().copyLast())
                                    + ", the mean of the context "
                                    + NumberFormats.cosine(v.naivePredictors().contextMean()));
        }
        if (actual.rowsApart() != null) {
            field(
                    "skill",
                    "cannot be told on rows of one article; there predictions are %s%s nearer to their own targets",
                    NumberFormats.cosine(actual.rowsApart().difference()),
                    NumberFormats.plusMinus(actual.rowsApart().standardError()));
        }
        if (v.retrieval() != null) {
            v.retrieval()
                    .metrics()
                    .forEach(found -> field(
                            found.metric(),
                            "%s, %s",
                            NumberFormats.cosine(found.actual()),
                            RetrievalText.detail(v.retrieval(), found)));
        }
        v.alternatives()
                .forEach(other -> field(
                        "",
                        "%s, which the weights fit too, gives %s%s",
                        other.forwardDefinition(),
                        NumberFormats.cosine(other.value()),
                        other.rows() == null ? "" : ", as " + NumberFormats.count(other.rows()) + " of the rows tell"));
        v.otherWeights()
                .forEach(other ->
                        field("", "with %s of the same file %s", other.name(), NumberFormats.cosine(other.value())));
        if (v.servingWeights() != null) {
            field(
                    "serving",
                    "with %s %s",
                    v.servingWeights().name(),
                    NumberFormats.cosine(v.servingWeights().value()));
        }
        if (v.model().unproven() != null) {
            field("unproven", "%s: %s", v.model().forwardDefinition(), v.model().unproven());
        }
        if (v.serving() != null) {
            field(
                    "serving",
                    "%s gives %s (%s)",
                    v.serving().forwardDefinition(),
                    NumberFormats.cosine(v.serving().value()),
                    NumberFormats.signed(v.serving().gap()));
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
                    "%s%s on %s rows of %s%s",
                    NumberFormats.cosine(unseen.sampleMean()),
                    NumberFormats.plusMinus(unseen.standardError()),
                    NumberFormats.count(unseen.histogram().rows()),
                    v.heldOut().data().path(),
                    unseen.skill() == null ? "" : ", " + NumberFormats.cosine(unseen.skill()) + " above chance");
        }
        worstMissed(v.gates()).forEach(gate -> field("missed", "%s%s", gate(gate, metric), advice(gate.metric())));
        if (v.diagnosis() != null) {
            field(
                    "tried",
                    "%d alternatives on %s rows%s%s",
                    v.diagnosis().alternatives(),
                    NumberFormats.count(v.diagnosis().rows()),
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
                            : " (explains " + NumberFormats.share(finding.explainsGap(), 0) + " of the gap)",
                    finding.explanation());
        }
        if (v.alignment() != null) {
            lines.add("  5-to-1 causal alignment:");
            new AlignmentText(v.alignment()).lines().forEach(line -> lines.add("    " + line));
        }
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
                    "%s of the way from chance (%s) to the best number",
                    NumberFormats.share(skill, 1),
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
                        ? NumberFormats.signed(difference.mean())
                        : MetricWords.difference(metric, difference.mean()),
                difference.low() == null || difference.high() == null
                        ? ""
                        : metric == null
                                ? " (95 % interval " + NumberFormats.signed(difference.low()) + " to "
                                        + NumberFormats.signed(difference.high()) + ")"
                                : " (95 % interval " + MetricWords.difference(metric, difference.low()) + " to "
                                        + MetricWords.difference(metric, difference.high()) + ")",
                baseline.paired()
                        ? ", row by row: " + NumberFormats.count(difference.better()) + " better, "
                                + NumberFormats.count(difference.worse()) + " worse"
                        : "; UNPAIRED, because " + baseline.unpairedReason());
    }

    /** The verdict, and what it rests on. */
    public String verdict() {
        String conclusion = v.verdict() == Verdict.PASSED ? new VerificationView(v).getConclusion() : "";
        String after = RiskWords.after(v);
        return v.verdict() + (after == null ? "" : " " + after) + (conclusion.isEmpty() ? "" : ": " + conclusion);
    }

    /**
     * One gate with value and threshold.
     *
     * @param metric what the claim is a number of; null for the cosine
     */
    public static String gate(GateOutcome gate, @Nullable Metric metric) {
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

    /** A line under its name. */
    public static String line(String name, String text) {
        return String.format(Locale.ROOT, "  %-8s %s", name, text);
    }

    private void field(String name, String format, Object... values) {
        lines.add(line(name, String.format(Locale.ROOT, format, values)));
    }
}
