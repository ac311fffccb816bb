package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Baseline;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Difference;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Histogram;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that a page says about one verification, as plain text in sections: the one place that chooses words and figures for both
 * HTML report and Jenkins. Nothing is escaped here.
 */
public final class VerificationView {
    private static final double REPRODUCED = 1e-4;

    private final Verification v;

    public VerificationView(final Verification verification) {
        this.v = verification;
    }

    /** A name and its value, and a remark that may be empty. */
    public static final class Fact {
        private final String name;
        private final String value;
        private final String note;

        Fact(final String name, final String value, final String note) {
            this.name = name;
            this.value = value;
            this.note = note;
        }

        public String getName() {
            return name;
        }

        public String getValue() {
            return value;
        }

        public String getNote() {
            return note;
        }
    }

    /** One gate held against its number. */
    public static final class GateLine {
        private final GateOutcome gate;

        GateLine(final GateOutcome gate) {
            this.gate = gate;
        }

        public String getMetric() {
            return gate.metric().name();
        }

        /** What its number is. */
        public String getMeaning() {
            return GateWords.meaning(gate.metric());
        }

        public String getValue() {
            return NumberFormats.number(gate.value());
        }

        public String getRelation() {
            return NumberFormats.relation(gate);
        }

        public String getThreshold() {
            return NumberFormats.number(gate.threshold());
        }

        /** What missing it means. */
        public String getCriticality() {
            return gate.criticality().name();
        }

        public boolean isMissed() {
            return gate.outcome() == Outcome.MISSED;
        }

        /** What this gate alone leads to; a missed note is a remark. */
        public String getOutcome() {
            return isMissed() ? gate.criticality().name() : "PASSED";
        }
    }

    /** One diagnosed cause. */
    public static final class FindingView {
        /** As many pieces of evidence as are read in passing. */
        private static final int FEW = 12;

        private final Finding finding;

        FindingView(final Finding finding) {
            this.finding = finding;
        }

        public String getSeverity() {
            return finding.severity().name();
        }

        public String getTitle() {
            return finding.title();
        }

        public String getExplanation() {
            return finding.explanation();
        }

        public List<Fact> getEvidence() {
            final List<Fact> facts = new ArrayList<>();
            if (finding.explainsGap() != null) {
                facts.add(new Fact("explains", NumberFormats.percent(finding.explainsGap()) + " of the gap", ""));
            }
            if (finding.evidence() != null) {
                for (final Map.Entry<String, Object> entry : finding.evidence().entrySet()) {
                    facts.add(new Fact(NumberFormats.words(entry.getKey()), NumberFormats.text(entry.getValue()), ""));
                }
            }
            return facts;
        }

        /** What a page that shows the evidence only when asked to says instead; null for little evidence, which is simply shown. */
        public String getEvidenceSummary() {
            final int size = getEvidence().size();
            return size > FEW ? "Evidence: " + size + " entries" : null;
        }
    }

    /** A number of this checkpoint beside the baseline's. */
    public static final class SideBySide {
        private final String name;
        private final String ours;
        private final String theirs;
        private final String difference;

        SideBySide(final String name, final String ours, final String theirs, final String difference) {
            this.name = name;
            this.ours = ours;
            this.theirs = theirs;
            this.difference = difference;
        }

        public String getName() {
            return name;
        }

        /** This checkpoint's. */
        public String getOurs() {
            return ours;
        }

        /** The baseline's. */
        public String getTheirs() {
            return theirs;
        }

        /** This checkpoint's minus the baseline's. */
        public String getDifference() {
            return difference;
        }
    }

    /** One bar of the histogram. */
    public static final class Bin {
        private final double from;
        private final double to;
        private final long count;

        Bin(final double from, final double to, final long count) {
            this.from = from;
            this.to = to;
            this.count = count;
        }

        public String getRange() {
            return String.format(Locale.ROOT, "%.3f to %.3f", from, to);
        }

        public String getCount() {
            return NumberFormats.count(count);
        }
    }

    public String getVerdict() {
        return v.verdict().name();
    }

    public String getCheckpoint() {
        return v.checkpoint().path();
    }

    public String getClaim() {
        return v.claim() == null ? "none" : NumberFormats.cosine(v.claim().value());
    }

    public String getActual() {
        return NumberFormats.cosine(v.actual().value());
    }

    public String getGap() {
        return NumberFormats.difference(v.gap());
    }

    /** The verdict in one sentence. */
    public String getHeadline() {
        if (v.claim() == null) {
            return "The checkpoint states no metric that could be held against the re-measured " + getActual() + ".";
        }
        if (!v.claim().supported()) {
            return "The claim cannot be recomputed: " + v.claim().unsupportedReason();
        }
        final String both = "claims " + getClaim() + ", reaches " + getActual();
        if (v.verdict() == Verdict.PASSED && !v.claimJudged()) {
            return "The checkpoint " + both + ": the claim was not judged.";
        }
        if (v.verdict() == Verdict.PASSED && !v.split().reproducible()) {
            return "The checkpoint " + both + ": not contradicted, on rows that may not be the trainer's.";
        }
        if (v.verdict() == Verdict.PASSED) {
            return "The checkpoint " + both
                    + (Math.abs(v.gap()) <= REPRODUCED ? ": claim reproduced." : ": the gap is within the thresholds.");
        }
        return "The checkpoint " + both + missed();
    }

    /** What the worst of the missed gates say. */
    private String missed() {
        final String reasons = v.gates().stream()
                .filter(gate -> gate.verdict() == v.verdict() && gate.verdict() != Verdict.PASSED)
                // What claim and actual say by themselves.
                .filter(gate -> gate.metric() != GateMetric.GAP_BELOW && gate.metric() != GateMetric.GAP_ABOVE)
                .map(GateWords::missed)
                .distinct()
                .collect(Collectors.joining("; "));
        return reasons.isEmpty() ? "." : ": " + reasons + ".";
    }

    /** The picture of the per-sample cosines; safe to put into a page as it is. */
    public String getHistogramSvg() {
        return HistogramSvg.of(v);
    }

    /** The same as numbers, without the empty ends. */
    public List<Bin> getHistogram() {
        final Histogram histogram = v.actual().histogram();
        final List<Long> counts = histogram.counts();
        final double width = (histogram.to() - histogram.from()) / counts.size();
        final List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) > 0) {
                bins.add(new Bin(histogram.from() + i * width, histogram.from() + (i + 1) * width, counts.get(i)));
            }
        }
        return bins;
    }

    /** The gates, what was missed first. */
    public List<GateLine> getGates() {
        return v.gates().stream()
                .sorted(Comparator.comparing(GateOutcome::verdict)
                        .thenComparing(gate -> gate.outcome() == Outcome.MISSED)
                        .reversed())
                .map(GateLine::new)
                .toList();
    }

    /** What the baseline is called; null without one. */
    public String getBaseline() {
        return v.baseline() == null ? null : v.baseline().name();
    }

    /** How this checkpoint compares with its baseline, in words; null without one. */
    public String getBaselineSummary() {
        final Baseline baseline = v.baseline();
        if (baseline == null) {
            return null;
        }
        final Difference difference = baseline.difference();
        final String reach = difference.low() == null
                ? ""
                : ", 95 % confidence interval " + NumberFormats.difference(difference.low()) + " to "
                        + NumberFormats.difference(difference.high());
        return baseline.paired()
                ? "Row by row the cosine differs by " + NumberFormats.difference(difference.mean()) + " on average"
                        + reach
                        + "; it is better on " + NumberFormats.count(difference.better()) + " rows and worse on "
                        + NumberFormats.count(difference.worse()) + "."
                : "Not paired, because " + baseline.unpairedReason() + ": the means differ by "
                        + NumberFormats.difference(difference.mean()) + reach + ".";
    }

    /** This checkpoint and its baseline side by side; empty without one. */
    public List<SideBySide> getSideBySide() {
        final Baseline baseline = v.baseline();
        if (baseline == null) {
            return List.of();
        }
        final List<SideBySide> lines = new ArrayList<>();
        lines.add(new SideBySide(
                "Checkpoint", v.checkpoint().path(), baseline.checkpoint().path(), ""));
        lines.add(
                new SideBySide("Forward definition", v.model().forwardDefinition(), baseline.forwardDefinition(), ""));
        lines.add(new SideBySide(
                "Verdict",
                v.verdict().name(),
                baseline.verdict() == null
                        ? NumberFormats.NONE
                        : baseline.verdict().name(),
                ""));
        final Actual ours = v.actual();
        final Actual theirs = baseline.actual();
        lines.add(line(
                "Claim",
                v.claim() == null ? null : v.claim().value(),
                baseline.claim() == null ? null : baseline.claim().value()));
        lines.add(line("Actual", ours.value(), theirs.value()));
        lines.add(line("Mean of samples", ours.sampleMean(), theirs.sampleMean()));
        lines.add(line("Standard error", ours.standardError(), theirs.standardError()));
        lines.add(line("Standard deviation", ours.standardDeviation(), theirs.standardDeviation()));
        for (final String percentile : List.of("p5", "p50", "p95")) {
            lines.add(line(
                    percentile.equals("p50") ? "Median" : percentile.substring(1) + " % of the rows are below",
                    ours.percentiles().get(percentile),
                    theirs.percentiles().get(percentile)));
        }
        lines.add(line("Least", ours.min(), theirs.min()));
        lines.add(line("Greatest", ours.max(), theirs.max()));
        return lines;
    }

    private static SideBySide line(final String name, final Double ours, final Double theirs) {
        return new SideBySide(
                name,
                NumberFormats.cosine(ours),
                NumberFormats.cosine(theirs),
                ours == null || theirs == null ? NumberFormats.NONE : NumberFormats.difference(ours - theirs));
    }

    public List<FindingView> getFindings() {
        return v.findings().stream().map(FindingView::new).toList();
    }

    /** How far causes were looked for; null if they were not. */
    public String getDiagnosis() {
        final Diagnosis tried = v.diagnosis();
        if (tried == null) {
            return null;
        }
        return NumberFormats.count(tried.alternatives())
                + (tried.alternatives() == 1 ? " alternative was" : " alternatives were")
                + " tried on " + NumberFormats.count(tried.rows()) + " rows in "
                + NumberFormats.seconds(tried.seconds()) + "."
                + (tried.leftOut().isEmpty() ? "" : " Left out: " + String.join("; ", tried.leftOut()) + ".");
    }

    /** What the vectors of the data are like; empty if nobody looked. */
    public List<Fact> getProfile() {
        final Facts facts = new Facts();
        final DataProfile profile = v.dataProfile();
        if (profile != null) {
            facts.add("Rows looked at", NumberFormats.count(profile.rows()), "");
            facts.add(
                    "Coherence of the contexts",
                    NumberFormats.cosine(profile.coherence()),
                    "mean cosine of neighbouring vectors");
            facts.add(
                    "Continuation",
                    NumberFormats.cosine(profile.continuation()),
                    "mean cosine of the last vector with the target");
            facts.add(
                    "Norm of the contexts",
                    NumberFormats.cosine(profile.norm()),
                    "standard deviation " + NumberFormats.cosine(profile.normDeviation()));
            facts.add("Norm of the targets", NumberFormats.cosine(profile.targetNorm()), "");
        }
        return facts.list;
    }

    /** The numbers. */
    public List<Fact> getNumbers() {
        final Facts facts = new Facts();
        final Actual actual = v.actual();
        final Claim claim = v.claim();
        if (claim != null) {
            facts.add(
                    "Claim",
                    NumberFormats.cosine(claim.value()),
                    claim.source() + ", " + NumberFormats.kind(claim)
                            + (claim.supported() ? "" : "; not recomputed: " + claim.unsupportedReason()));
        }
        facts.add("Actual", getActual(), v.model().forwardDefinition());
        if (v.gap() != null) {
            facts.add("Gap", getGap(), "actual − claim");
        }
        if (actual.standardError() != null) {
            facts.add(
                    "Standard error",
                    NumberFormats.cosine(actual.standardError()),
                    "CLUSTERED_BY_ARTICLE".equals(actual.standardErrorKind())
                            ? "clustered by article"
                            : "independent rows");
        }
        facts.add("Mean of samples", NumberFormats.cosine(actual.sampleMean()), "");
        facts.add("Mean of batch means", NumberFormats.cosine(actual.batchMean()), "");
        facts.add(
                "Range",
                NumberFormats.cosine(actual.min()) + " to " + NumberFormats.cosine(actual.max()),
                "standard deviation " + NumberFormats.cosine(actual.standardDeviation()));
        if (actual.skill() != null) {
            facts.add(
                    "Skill",
                    NumberFormats.difference(actual.skill()),
                    "above the chance level of " + NumberFormats.cosine(actual.chance()));
        }
        for (final Alternative alternative : v.alternatives()) {
            facts.add(
                    "By " + alternative.forwardDefinition(),
                    NumberFormats.cosine(alternative.value()),
                    "fits the same weights");
        }
        if (v.serving() != null) {
            facts.add(
                    "By the service",
                    NumberFormats.cosine(v.serving().value()),
                    v.serving().forwardDefinition() + ", "
                            + NumberFormats.difference(v.serving().gap()));
        }
        for (final Comparison comparison : v.comparisons()) {
            facts.add(
                    "Against " + comparison.with(),
                    String.format(Locale.ROOT, "%+.1e", comparison.meanDifference()),
                    String.format(
                            Locale.ROOT,
                            "%s: the mean may differ by %.0e; the row that differs most, number %d, does by %.1e and may by %.0e",
                            comparison.within() ? "in order" : "more than is in order",
                            comparison.meanTolerance(),
                            comparison.largestAt(),
                            comparison.largestDifference(),
                            comparison.rowTolerance()));
        }
        if (v.heldOut() != null) {
            final Actual unseen = v.heldOut().actual();
            facts.add(
                    "On held-out rows",
                    NumberFormats.cosine(unseen.sampleMean()),
                    v.heldOut().data().path() + ": "
                            + NumberFormats.count(unseen.histogram().counts().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            + " rows"
                            + (unseen.skill() == null
                                    ? ""
                                    : "; skill " + NumberFormats.difference(unseen.skill())
                                            + " above the chance level of " + NumberFormats.cosine(unseen.chance())));
        }
        if (v.baselines() != null) {
            facts.add(
                    "Copying the last vector",
                    NumberFormats.cosine(v.baselines().copyLast()),
                    "trivial predictor");
            facts.add("Mean of the context", NumberFormats.cosine(v.baselines().contextMean()), "trivial predictor");
        }
        facts.add("Non-finite predictions", NumberFormats.percent(actual.nonFinite()), "");
        facts.add("Zero predictions", NumberFormats.percent(actual.zeroPredictions()), "");
        return facts.list;
    }

    /** The 5-to-1 causal alignment as text in lines; null if it was not tested. */
    public String getAlignment() {
        return v.alignment() == null ? null : String.join("\n", new AlignmentText(v.alignment()).lines());
    }

    /** Where the numbers come from. */
    public List<Fact> getProvenance() {
        final Facts facts = new Facts();
        final Model model = v.model();
        facts.add(
                "Checkpoint",
                v.checkpoint().path(),
                NumberFormats.bytes(v.checkpoint().sizeBytes()));
        facts.add("SHA-256", v.checkpoint().sha256(), "");
        facts.add(
                "Model",
                model.forwardDefinition(),
                NumberFormats.shortCount(model.parameterCount()) + " parameters, contexts of " + model.contextLength()
                        + " × "
                        + model.inputDim()
                        + (model.declaredType() == null ? "" : "; says it is '" + model.declaredType() + "'"));
        facts.add("Definitions that fit", String.join(", ", model.fitting()), "");
        facts.add("Data", v.data().path(), NumberFormats.count(v.data().sequences()) + " sequences");
        facts.add("Fingerprint of the data", v.data().fingerprint(), "");
        facts.add(
                "Split",
                v.split().name()
                        + (v.split().seed() == null ? "" : ", seed " + v.split().seed()),
                v.split().reason());
        facts.add(
                "Rows",
                NumberFormats.count(v.split().validationRows()),
                (v.split().reproducible() ? "exactly the trainer's" : "may not be the trainer's")
                        + (v.split().mayOverlapTraining() ? ", may overlap training" : ""));
        facts.add("SHA-256 of the rows", v.split().rowsSha256(), "");
        facts.add("Device", v.device().used(), v.device().name());
        facts.add(
                "Time",
                NumberFormats.seconds(v.timing().totalSeconds()),
                NumberFormats.count(Math.round(v.timing().rowsPerSecond())) + " rows a second");
        facts.add(
                "Software",
                "lvm-verify " + v.software().verifier(),
                "libtorch " + v.software().libtorch() + ", DJL " + v.software().djl() + ", ND4J "
                        + v.software().nd4j() + ", Java " + v.software().java() + ", "
                        + v.software().platform());
        return facts.list;
    }

    private static final class Facts {
        private final List<Fact> list = new ArrayList<>();

        void add(final String name, final String value, final String note) {
            list.add(new Fact(name, value, note == null ? "" : note));
        }
    }
}
