package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.Measured;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Alternative;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.StateDictValue;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.List;
import java.util.Locale;

/** The numbers of a verification, each with what it is. */
final class MeasuredNumbers {
    private MeasuredNumbers() {}

    /** Of a metric other than the cosine. What follows in the list is then of the cosine. */
    private static void of(Metric metric, Measured measured, FactList facts) {
        if (measured.standardError() != null) {
            facts.add(
                    "Standard error of " + metric.name(),
                    MetricWords.figure(metric, measured.standardError()),
                    clustering(measured.standardErrorKind()));
        }
        facts.add("All rows, " + metric.name(), MetricWords.figure(metric, measured.sampleMean()));
        facts.add("Mean of batches, " + metric.name(), MetricWords.figure(metric, measured.batchMean()));
        Double skill = measured.skill();
        if (skill != null) {
            facts.add(
                    "Skill by " + metric.name(),
                    MetricWords.skill(skill),
                    "of the way from chance, " + MetricWords.figure(metric, measured.chance())
                            + ", to the best number");
        }
        measured.leftOut().forEach(left -> facts.add("Left out", left));
        facts.add("The cosine beside it", "", "the numbers below are of the cosine");
    }

    private static String clustering(String kind) {
        return "CLUSTERED_BY_ARTICLE".equals(kind) ? "clustered by article" : "independent rows";
    }

    static List<Fact> of(Verification v) {
        FactList facts = new FactList();
        Actual actual = v.actual();
        Claim claim = v.claim();
        Metric metric = MetricWords.of(v);
        Measured measured = v.measured();
        if (metric != null) {
            facts.add("Metric", metric.words(), metric.title());
        }
        if (claim != null) {
            facts.add(
                    "Claim",
                    MetricWords.figure(metric, claim.value()),
                    claim.source() + ", " + NumberFormats.kind(claim)
                            + (claim.supported() ? "" : "; not recomputed: " + claim.unsupportedReason()));
        }
        facts.add("Actual", MetricWords.figure(metric, v.value()), v.model().forwardDefinition());
        RiskWords.add(facts, v);
        if (v.gap() != null && v.claimJudged()) {
            facts.add("Gap", MetricWords.difference(metric, v.gap()), MetricWords.gap(metric));
        }
        if (metric != null && measured != null) {
            of(metric, measured, facts);
        }
        if (actual.standardError() != null) {
            facts.add(
                    "Standard error",
                    NumberFormats.cosine(actual.standardError()),
                    clustering(actual.standardErrorKind()));
        }
        facts.add("Mean of samples", NumberFormats.cosine(actual.sampleMean()));
        facts.add("Mean of batch means", NumberFormats.cosine(actual.batchMean()));
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
        if (actual.rowsApart() != null) {
            facts.add(
                    "Rows told apart",
                    NumberFormats.difference(actual.rowsApart().difference()),
                    String.format(
                            Locale.ROOT,
                            "nearer to the own target than to others of the same article, %.1f standard errors; there is no chance level",
                            actual.rowsApart().standardErrors()));
        }
        for (Alternative alternative : v.alternatives()) {
            facts.add(
                    "By " + alternative.forwardDefinition(),
                    NumberFormats.cosine(alternative.value()),
                    alternative.rows() == null
                            ? "fits the same weights"
                            : "fits the same weights; as " + NumberFormats.count(alternative.rows())
                                    + " of the rows tell");
        }
        if (v.overlap() != null) {
            facts.add(
                    "Over all rows",
                    NumberFormats.cosine(v.overlap().mean()),
                    "the lowest " + NumberFormats.percent(v.overlap().share()) + " of "
                            + NumberFormats.count(v.overlap().rows()) + " rows reach "
                            + NumberFormats.cosine(v.overlap().lowest()));
        }
        for (StateDictValue other : v.otherWeights()) {
            facts.add("With " + other.name(), NumberFormats.cosine(other.value()), "another state dict of the file");
        }
        if (v.servingWeights() != null) {
            facts.add(
                    "With the service's weights",
                    NumberFormats.cosine(v.servingWeights().value()),
                    v.servingWeights().name());
        }
        if (v.serving() != null) {
            facts.add(
                    "By the service",
                    NumberFormats.cosine(v.serving().value()),
                    v.serving().forwardDefinition() + ", "
                            + NumberFormats.difference(v.serving().gap()));
        }
        for (Comparison comparison : v.comparisons()) {
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
            Actual unseen = v.heldOut().actual();
            facts.add(
                    "On held-out rows",
                    NumberFormats.cosine(unseen.sampleMean()),
                    v.heldOut().data().path() + ": "
                            + NumberFormats.count(unseen.histogram().rows())
                            + " rows"
                            + (unseen.skill() == null
                                    ? ""
                                    : "; skill " + NumberFormats.difference(unseen.skill())
                                            + " above the chance level of " + NumberFormats.cosine(unseen.chance())));
        }
        if (v.retrieval() != null) {
            v.retrieval()
                    .metrics()
                    .forEach(found -> facts.add(
                            found.metric(),
                            NumberFormats.cosine(found.actual()),
                            RetrievalText.detail(v.retrieval(), found)));
        }
        if (v.naivePredictors() != null) {
            facts.add(
                    "Copying the last vector",
                    NumberFormats.cosine(v.naivePredictors().copyLast()),
                    "naive predictor");
            facts.add(
                    "Mean of the context",
                    NumberFormats.cosine(v.naivePredictors().contextMean()),
                    "naive predictor");
        }
        facts.add("Non-finite predictions", NumberFormats.percent(actual.nonFinite()));
        facts.add("Zero predictions", NumberFormats.percent(actual.zeroPredictions()));
        return facts.facts();
    }
}
