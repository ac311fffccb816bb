package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Apart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says of rows of one article, which have no chance level, that nothing tells predictions from guesses. It is not said that they are
 * guesses: a model that knows only the article would look the same.
 */
final class ApartCheck {
    private ApartCheck() {}

    static List<Finding> findings(Facts facts) {
        Apart apart = facts.measured().actual().rowsApart();
        if (apart == null || !facts.isUndecided()) {
            return List.of();
        }
        long rows = facts.measured().split().validationRows();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("rows", rows);
        evidence.put("mean", facts.measured().actual().sampleMean());
        evidence.put("nearerToOwnTarget", apart.difference());
        evidence.put("standardError", apart.standardError());
        return List.of(Causes.finding(
                Cause.NOISE,
                Severity.WARNING,
                "Nothing tells the predictions from guesses",
                String.format(
                        Locale.ROOT,
                        "The %d rows are of one article, as far as the data tells, so there is no chance level to hold %s against."
                                + " Among themselves, predictions are %s nearer to their own targets than to those of other rows,"
                                + " with a standard error of %s: random weights do that, too. Verify on rows of several articles.",
                        rows,
                        number(facts.measured().actual().sampleMean()),
                        number(apart.difference()),
                        number(apart.standardError())),
                evidence,
                null));
    }
}
