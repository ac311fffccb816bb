package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Diagnosis;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a page says about one verification, as plain text in sections: the one place that chooses words and figures for
 * console, HTML report and Jenkins. Nothing is escaped for markup here, but no text has anything hidden in it.
 */
public final class VerificationView {
    /** Largest gap on the trainer's own rows that counts as the same number: float32 sums in another order. */
    private static final double REPRODUCED = 1e-4;

    private final Verification v;

    /** @param verification as it is, also if parts of it are missing */
    public VerificationView(Verification verification) {
        this.v = PresentableReport.of(verification);
    }

    public String getVerdict() {
        return NumberFormats.name(v.verdict());
    }

    public String getCheckpoint() {
        return v.checkpoint().path();
    }

    /** The device that computed the numbers. */
    public String getDevice() {
        return v.device().used();
    }

    public String getClaim() {
        return v.claim() == null
                ? "none"
                : MetricWords.figure(MetricWords.of(v), v.claim().value());
    }

    public String getActual() {
        return MetricWords.figure(MetricWords.of(v), v.value());
    }

    /** Actual minus claim, where that was judged. */
    public String getGap() {
        return v.claimJudged() ? MetricWords.difference(MetricWords.of(v), v.gap()) : NumberFormats.NONE;
    }

    /** What claim and actual are numbers of, with the direction; null for the cosine. */
    public @Nullable String getMetric() {
        Metric metric = MetricWords.of(v);
        return metric == null ? null : metric.words();
    }

    /** The verdict in one sentence. */
    public String getHeadline() {
        String rows = getRows();
        return sentence() + (rows == null ? "" : " " + rows + ".");
    }

    private String sentence() {
        if (v.service() != null) {
            return new ServiceText(v).headline();
        }
        Claim claim = v.claim();
        if (claim == null && v.retrieval() != null && !v.retrieval().metrics().isEmpty()) {
            return withConclusion(RetrievalText.headline(v.retrieval()));
        }
        if (claim == null) {
            return "The checkpoint states no metric that could be held against the re-measured " + getActual()
                    + MetricWords.unit(MetricWords.of(v)) + ".";
        }
        if (!claim.supported()) {
            return "The claim cannot be recomputed: " + claim.unsupportedReason();
        }
        Metric metric = MetricWords.of(v);
        return withConclusion("The checkpoint claims " + getClaim() + MetricWords.unit(metric) + ", reaches "
                + getActual() + (metric == null ? "" : " (" + metric.direction().words() + ")"));
    }

    private String withConclusion(String clause) {
        String conclusion = getConclusion();
        return clause + (conclusion.isEmpty() ? "." : ": " + conclusion + ".");
    }

    /** How many rows the verdict took, such as {@code PASSED after 521 of 5,936 rows, risk 1e-6}; null where all were to be read. */
    public @Nullable String getRows() {
        String after = RiskWords.after(v);
        return after == null ? null : getVerdict() + " " + after;
    }

    /** What the verdict rests on, as a clause; empty where claim and actual say it by themselves. */
    public String getConclusion() {
        if (v.verdict() != Verdict.PASSED) {
            return missed();
        }
        if (v.gap() == null) {
            return "";
        }
        if (!v.claimJudged()) {
            return "the claim was not judged";
        }
        if (!v.split().reproducible()) {
            return "not contradicted, on rows that may not be the trainer's";
        }
        if (v.isOfDrawnRows()) {
            return "the gap is within the thresholds";
        }
        double scale = v.measured() == null || v.claim() == null
                ? 1
                : Math.abs(v.claim().value());
        return Math.abs(v.gap()) <= REPRODUCED * scale ? "claim reproduced" : "the gap is within the thresholds";
    }

    /** What the worst of the missed gates say. */
    private String missed() {
        return v.gates().stream()
                .filter(gate -> gate.verdict() == v.verdict() && gate.verdict() != Verdict.PASSED)
                // What claim and actual say by themselves.
                .filter(gate -> !gate.metric().isGap())
                .map(GateWords::missed)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** The picture of the per-sample cosines; safe to put into a page as it is. */
    public String getHistogramSvg() {
        return HistogramSvg.of(v);
    }

    /** The same in another language; see {@link HistogramSvg#of(Verification, UnaryOperator)}. */
    public String histogramSvg(UnaryOperator<String> phrase) {
        return HistogramSvg.of(v, phrase);
    }

    /** The same as numbers, without the empty bins. */
    public List<HistogramBin> getHistogram() {
        return HistogramBin.of(v.actual().histogram());
    }

    /** The gates, each number once, what was missed first. */
    public List<GateLine> getGates() {
        return GateLine.of(v.gates(), MetricWords.of(v));
    }

    /** What the baseline is called. */
    public @Nullable String getBaseline() {
        return v.baseline() == null ? null : v.baseline().name();
    }

    /** How this checkpoint compares with its baseline, in words. */
    public @Nullable String getBaselineSummary() {
        return v.baseline() == null ? null : new BaselineView(v).summary();
    }

    /** This checkpoint and its baseline side by side; empty without one. */
    public List<SideBySide> getSideBySide() {
        return v.baseline() == null ? List.of() : new BaselineView(v).sideBySide();
    }

    public List<FindingView> getFindings() {
        return v.findings().stream().map(FindingView::new).toList();
    }

    /** How far causes were looked for; null if they were not. */
    public @Nullable String getDiagnosis() {
        Diagnosis tried = v.diagnosis();
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
        return Provenance.ofVectors(v);
    }

    /** What a running service answered; empty if none was asked. */
    public List<Fact> getService() {
        return new ServiceText(v).facts();
    }

    /** The numbers. */
    public List<Fact> getNumbers() {
        return MeasuredNumbers.of(v);
    }

    /** The 5-to-1 causal alignment as text in lines; null if it was not tested. */
    public @Nullable String getAlignment() {
        return v.alignment() == null ? null : String.join("\n", new AlignmentText(v.alignment()).lines());
    }

    /** Where the numbers come from. */
    public List<Fact> getProvenance() {
        return Provenance.of(v);
    }
}
