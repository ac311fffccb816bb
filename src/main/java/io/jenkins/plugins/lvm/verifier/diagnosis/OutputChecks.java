package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;
import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.percent;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at what a model puts out: whether it is finite, varied, better than chance, and about the future. */
public final class OutputChecks {
    /** Concentration from which on predictions are one vector: healthy models are far below. */
    private static final double CONSTANT = 0.995;
    /** Negative skill that no accident of sampling gives. */
    private static final double FLIPPED = 0.1;
    /** Likeness to the last vector from which on a model repeats it. */
    private static final double COPY = 0.99;
    /** By how much predictions may be nearer to the oldest vector than to the newest: order-blind models are near 0. */
    private static final double BACKWARD = 0.05;

    private OutputChecks() {}

    /**
     * Looks at the predictions.
     *
     * @param gap claim and actual, or null without a claim that can be recomputed
     */
    public static List<Finding> findings(final OutputFacts facts, final Gap gap) {
        final List<Finding> findings = new ArrayList<>();
        if (facts.nonFinite() > 0) {
            findings.add(nonFinite(facts));
        }
        if (facts.nonFinite() == 1) {
            return findings;
        }
        if (facts.zero() > 0) {
            findings.add(zero(facts));
        } else if (facts.rows() > 1 && facts.concentration() >= CONSTANT) {
            findings.add(constant(facts));
        } else if (facts.skill() != null && facts.skill() <= -FLIPPED) {
            findings.add(flipped(facts, gap));
        } else if (facts.positions().size() > 1) {
            order(facts, findings);
        }
        if (findings.isEmpty() && facts.skill() != null && facts.skill() < facts.skillFloor()) {
            findings.add(noise(facts));
        }
        return findings;
    }

    private static void order(final OutputFacts facts, final List<Finding> findings) {
        if (facts.likenessToLast() >= COPY) {
            findings.add(Causes.finding(
                    Cause.COPY_LAST,
                    Severity.ERROR,
                    "The model repeats the last vector of the context",
                    "Predictions and the context's last vector have a mean cosine of "
                            + number(facts.likenessToLast())
                            + ": whatever cosine is reached is that of copying, not of predicting.",
                    likeness(facts),
                    null));
        } else if (facts.likenessToOldest() - facts.likenessToLast() > BACKWARD) {
            findings.add(Causes.finding(
                    Cause.BACKWARD,
                    Severity.WARNING,
                    "The model looks backward",
                    "Predictions are nearer to the oldest vector of the context (mean cosine "
                            + number(facts.likenessToOldest()) + ") than to the newest ("
                            + number(facts.likenessToLast())
                            + "), so they are about what came before. Were contexts stored or fed in reverse order?",
                    likeness(facts),
                    null));
        }
    }

    private static Finding nonFinite(final OutputFacts facts) {
        return Causes.finding(
                Cause.NON_FINITE,
                Severity.ERROR,
                "Predictions are not finite",
                percent(facts.nonFinite()) + " of the predictions hold NaN or infinity; they count as cosine 0.",
                Map.of("nonFiniteShare", facts.nonFinite(), "rows", facts.rows()),
                null);
    }

    private static Finding zero(final OutputFacts facts) {
        return Causes.finding(
                Cause.DEGENERATE,
                Severity.ERROR,
                "Predictions are zero",
                percent(facts.zero()) + " of the predictions are the zero vector.",
                Map.of("zeroShare", facts.zero(), "rows", facts.rows()),
                null);
    }

    private static Finding constant(final OutputFacts facts) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("concentration", facts.concentration());
        evidence.put("constantFrom", CONSTANT);
        evidence.put("mean", facts.mean());
        evidence.put("skill", facts.skill());
        return Causes.finding(
                Cause.DEGENERATE,
                Severity.ERROR,
                "Every prediction is the same vector",
                "Any two predictions have a mean cosine of " + number(facts.concentration())
                        + ", whatever the context. The mean cosine of " + number(facts.mean())
                        + " is only what one fixed vector has in common with all targets.",
                evidence,
                null);
    }

    private static Finding flipped(final OutputFacts facts, final Gap gap) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("mean", facts.mean());
        evidence.put("skill", facts.skill());
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
                "The mean cosine is " + number(facts.mean())
                        + ", far below chance: only a model that knows the answer can miss it so reliably." + claim,
                evidence,
                explains);
    }

    private static Finding noise(final OutputFacts facts) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("mean", facts.mean());
        evidence.put("skill", facts.skill());
        evidence.put("skillFloor", facts.skillFloor());
        evidence.put("rows", facts.rows());
        String significance = "";
        if (facts.standardError() > 0) {
            final double errors = Math.abs(facts.mean()) / facts.standardError();
            evidence.put("standardErrorsFromZero", errors);
            significance = String.format(
                    Locale.ROOT,
                    " That the mean is %.0f standard errors from zero says only that there are many rows.",
                    errors);
        }
        return Causes.finding(
                Cause.NOISE,
                Severity.ERROR,
                "Predictions are no better than chance",
                "The mean cosine of " + number(facts.mean()) + " is " + number(facts.skill())
                        + " above what targets of other articles give; the floor is " + facts.skillFloor() + "."
                        + significance,
                evidence,
                null);
    }

    private static Map<String, Object> likeness(final OutputFacts facts) {
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("positions", facts.positions());
        evidence.put("meanCosine", facts.likeness());
        evidence.put("meanCosineWithTarget", facts.mean());
        return evidence;
    }
}
