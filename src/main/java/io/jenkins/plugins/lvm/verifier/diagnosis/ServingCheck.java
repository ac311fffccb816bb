package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether the service computes what was trained. */
public final class ServingCheck {
    /** Loss of mean cosine that users of a service notice. */
    private static final double SEVERE = 0.05;

    private ServingCheck() {}

    /** Looks for rows that differ. */
    public static Optional<Finding> finding(final ServingFacts facts) {
        if (facts.differing() == 0) {
            return Optional.empty();
        }
        final Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("trained", facts.trained());
        evidence.put("served", facts.served());
        evidence.put("rows", facts.rows());
        evidence.put("rowsDiffering", facts.differing());
        evidence.put("rowTolerance", facts.tolerance());
        evidence.put("meanCosineOfPredictions", facts.meanCosine());
        evidence.put("firstRow", row(facts.first()));
        evidence.put("worstRow", row(facts.worst()));
        evidence.put("trainedValue", facts.trainedValue());
        evidence.put("servedValue", facts.servedValue());
        if (facts.equivalent() != null) {
            evidence.put("servedEquals", facts.equivalent());
        }
        return Optional.of(Causes.finding(
                Cause.SERVING_MISMATCH,
                Math.abs(facts.servedValue() - facts.trainedValue()) > SEVERE ? Severity.ERROR : Severity.WARNING,
                "The service does not compute what was trained",
                facts.differing() + " of " + facts.rows() + " rows differ (cosine of the two predictions below "
                        + facts.tolerance() + "): first row " + describe(facts.first()) + ", worst row "
                        + describe(facts.worst()) + ". " + facts.trained() + " reaches "
                        + number(facts.trainedValue()) + ", " + facts.served() + " " + number(facts.servedValue())
                        + "."
                        + (facts.equivalent() == null
                                ? ""
                                : " The service's rows are those of " + facts.equivalent() + "."),
                evidence,
                null));
    }

    private static String describe(final ServingFacts.Row row) {
        return row.row() + " (" + number(row.cosine()) + ")";
    }

    private static Map<String, Object> row(final ServingFacts.Row row) {
        return Map.of("position", row.position(), "row", row.row(), "cosine", row.cosine());
    }
}
