package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Apart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says of rows of one article, which have no chance level, that nothing tells predictions from guesses. It is not said that they are
 * guesses: a model that knows only the article would look the same.
 */
final class ApartCheck {
    private ApartCheck() {}

    static List<Finding> findings(Facts facts) {
        if (!facts.isUndecided()) {
            return List.of();
        }
        Actual actual = facts.measured().actual();
        Apart apart = actual.rowsApart();
        long rows = facts.measured().split().validationRows();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("rows", rows);
        evidence.put("mean", actual.sampleMean());
        if (apart != null) {
            evidence.put("nearerToOwnTarget", apart.difference());
            evidence.put("standardError", apart.standardError());
        }
        return List.of(Causes.finding(
                Cause.NOISE,
                Severity.WARNING,
                "Nothing tells the predictions from guesses",
                "The rows, " + rows
                        + " in number, are of one article as far as the data tells, so there is no chance level to hold "
                        + number(actual.sampleMean()) + " against. "
                        + (apart == null
                                ? "They are too few to tell among themselves whether it is more than guessing; the verdict does not depend"
                                        + " on it."
                                : "Among themselves, predictions are " + number(apart.difference())
                                        + " nearer to their own targets than to those of other rows, with a standard error of "
                                        + number(apart.standardError()) + ": random weights do that, too.")
                        + " Verify on rows of several articles.",
                evidence,
                null));
    }
}
