package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;
import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.percent;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.NaivePredictors;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at what a model puts out: whether it is finite, varied, better than chance, and about the future. */
public final class OutputChecks {
    /** Concentration from which on predictions are one vector: healthy models are far below. */
    private static final double CONSTANT = 0.995;
    /** Negative skill that no accident of sampling gives. */
    private static final double FLIPPED = 0.1;
    /** Share of a gap that turning the sign has to explain: a defect that merely makes predictions bad explains less. */
    private static final double FLIP_EXPLAINS = 0.97;
    /** How near the claim the turned number has to come. */
    private static final double FLIP_NEAR = 0.02;
    /** Similarity to the last vector from which on a model may repeat it. */
    private static final double COPY = 0.99;
    /** By how much a model has to beat the copy of the last vector to be more than that. */
    private static final double BEATS_COPY = 0.003;
    /** By how much predictions may be nearer to the oldest vector than to the newest: order-blind models are near 0. */
    private static final double BACKWARD = 0.05;

    /** Standard errors from zero that look like a result. */
    private static final double SIGNIFICANT = 3;

    private static final int MANY_ROWS = 1000;

    private OutputChecks() {}

    /** Looks at the predictions. */
    static List<Finding> findings(Facts facts, OutputFacts output) {
        Actual actual = facts.measured().actual();
        long rows = facts.measured().split().validationRows();
        List<Finding> findings = new ArrayList<>();
        if (actual.nonFinite() > 0) {
            findings.add(nonFinite(actual, rows));
        }
        if (actual.nonFinite() == 1) {
            return findings;
        }
        if (actual.zeroPredictions() > 0) {
            findings.add(zero(actual, rows));
        } else if (rows > 1 && output.concentration() >= CONSTANT) {
            findings.add(constant(actual, output));
        } else if (isFlipped(actual, facts.gap())) {
            findings.add(flipped(actual, facts.gap()));
        } else if (output.positions().size() > 1) {
            order(facts, output, findings);
        }
        // Where another definition gives the claim, the weights are good, and these predictions are not theirs.
        if (findings.isEmpty() && facts.isWorthless() && !facts.isExplainedBy(Cause.FORWARD_DEFINITION)) {
            findings.add(noise(actual, rows));
        }
        return findings;
    }

    /** The claim itself with its sign turned; without a claim, far worse than chance. */
    private static boolean isFlipped(Actual actual, @Nullable Gap gap) {
        if (actual.skill() == null || actual.skill() >= 0 || actual.sampleMean() >= 0) {
            return false;
        }
        double turned = -actual.value();
        return gap == null
                ? actual.skill() <= -FLIPPED
                : gap.claim() > FLIPPED
                        && gap.explainedBy(turned) >= FLIP_EXPLAINS
                        && Math.abs(turned - gap.claim()) <= Math.max(FLIP_NEAR, gap.chance());
    }

    private static void order(Facts facts, OutputFacts output, List<Finding> findings) {
        double mean = facts.measured().actual().sampleMean();
        NaivePredictors naive = facts.measured().naivePredictors();
        if (naive != null && output.similarityToLast() >= COPY && mean <= naive.copyLast() + BEATS_COPY) {
            findings.add(Causes.finding(
                    Cause.COPY_LAST,
                    Severity.ERROR,
                    "The model repeats the last vector of the context",
                    "Predictions and the context's last vector have a mean cosine of "
                            + number(output.similarityToLast()) + ", and copying it reaches "
                            + number(naive.copyLast()) + ": the cosine of " + number(mean)
                            + " is that of copying, not of predicting.",
                    similarity(mean, output),
                    null));
        } else if (looksBackward(output)) {
            findings.add(Causes.finding(
                    Cause.BACKWARD,
                    Severity.WARNING,
                    "The model looks backward",
                    "Predictions are nearer to the oldest vector of the context (mean cosine "
                            + number(output.similarityToOldest()) + ") than to the newest ("
                            + number(output.similarityToLast())
                            + "), and less like each vector than like the one before it, so they are about what came"
                            + " before. Were contexts stored or fed in reverse order?",
                    similarity(mean, output),
                    null));
        }
    }

    /**
     * Declining from each vector to the next. The first one does not count: contexts can begin with their article's title, to which
     * every prediction is near.
     */
    private static boolean looksBackward(OutputFacts output) {
        List<Double> similarity = output.similarity();
        if (output.similarityToOldest() - output.similarityToLast() <= BACKWARD) {
            return false;
        }
        for (int i = 2; i < similarity.size(); i++) {
            if (similarity.get(i) >= similarity.get(i - 1)) {
                return false;
            }
        }
        return similarity.size() < 3 || similarity.get(1) - output.similarityToLast() > BACKWARD;
    }

    private static Finding nonFinite(Actual actual, long rows) {
        return Causes.finding(
                Cause.NON_FINITE,
                Severity.ERROR,
                "Predictions are not finite",
                percent(actual.nonFinite()) + " of the predictions hold NaN or infinity; they count as cosine 0.",
                Map.of("nonFiniteShare", actual.nonFinite(), "rows", rows),
                null);
    }

    private static Finding zero(Actual actual, long rows) {
        return Causes.finding(
                Cause.DEGENERATE,
                Severity.ERROR,
                "Predictions are zero",
                percent(actual.zeroPredictions()) + " of the predictions are the zero vector.",
                Map.of("zeroShare", actual.zeroPredictions(), "rows", rows),
                null);
    }

    private static Finding constant(Actual facts, OutputFacts output) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("concentration", output.concentration());
        evidence.put("constantFrom", CONSTANT);
        evidence.put("mean", facts.sampleMean());
        evidence.put("skill", facts.skill());
        return Causes.finding(
                Cause.DEGENERATE,
                Severity.ERROR,
                "Every prediction is the same vector",
                "Any two predictions have a mean cosine of " + number(output.concentration())
                        + ", whatever the context. The mean cosine of " + number(facts.sampleMean())
                        + " is only what one fixed vector has in common with all targets.",
                evidence,
                null);
    }

    private static Finding flipped(Actual facts, @Nullable Gap gap) {
        double skill = Objects.requireNonNull(facts.skill(), "Without a skill nothing is called flipped.");
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("mean", facts.sampleMean());
        evidence.put("skill", skill);
        String claim = "";
        Double explains = null;
        if (gap != null) {
            evidence.put("claim", gap.claim());
            explains = gap.explainedBy(-gap.actual());
            claim = " With the sign turned the mean is " + number(-gap.actual()) + ", against a claim of "
                    + number(gap.claim()) + ".";
        }
        return Causes.finding(
                Cause.SIGN_FLIP,
                Severity.ERROR,
                "Predictions point the opposite way",
                "The mean cosine is " + number(facts.sampleMean()) + ", " + number(-skill)
                        + " below chance: only a model that knows the answer can miss it so reliably." + claim,
                evidence,
                explains);
    }

    private static Finding noise(Actual facts, long rows) {
        double skill = Objects.requireNonNull(facts.skill(), "Without a skill nothing is called worthless.");
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("mean", facts.sampleMean());
        evidence.put("skill", skill);
        evidence.put("skillFloor", GateMetric.SKILL.defaultThreshold());
        evidence.put("rows", rows);
        String significance = "";
        if (facts.standardError() != null && facts.standardError() > 0) {
            double errors = Math.abs(facts.sampleMean()) / facts.standardError();
            evidence.put("standardErrorsFromZero", errors);
            significance = errors < SIGNIFICANT || rows < MANY_ROWS
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " That the mean is %.0f standard errors from zero says only that there are many rows.",
                            errors);
        }
        return Causes.finding(
                Cause.NOISE,
                Severity.ERROR,
                "Predictions are no better than chance",
                "The mean cosine of " + number(facts.sampleMean()) + " is " + number(skill)
                        + " above what targets of other articles give; the floor is "
                        + GateMetric.SKILL.defaultThreshold() + "."
                        + significance,
                evidence,
                null);
    }

    private static Map<String, Object> similarity(double mean, OutputFacts facts) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("positions", facts.positions());
        evidence.put("meanCosine", facts.similarity());
        evidence.put("meanCosineWithTarget", mean);
        return evidence;
    }
}
