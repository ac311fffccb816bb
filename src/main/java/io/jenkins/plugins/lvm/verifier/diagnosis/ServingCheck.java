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
    static final double SEVERE = 0.05;

    private ServingCheck() {}

    /** Looks for rows that differ. */
    public static Optional<Finding> finding(ServingFacts facts) {
        ServingFacts.Rows rows = facts.rows();
        ServingFacts.Row first = rows.first();
        if (first == null) {
            return Optional.empty();
        }
        ServingFacts.Side trained = facts.trained();
        ServingFacts.Side served = facts.served();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("trained", trained.name());
        evidence.put("served", served.name());
        put(rows, first, evidence);
        evidence.put("trainedValue", trained.value());
        evidence.put("servedValue", served.value());
        if (facts.equivalent() != null) {
            evidence.put("servedEquals", facts.equivalent());
        }
        return Optional.of(Causes.finding(
                Cause.SERVING_MISMATCH,
                Math.abs(served.value() - trained.value()) > SEVERE ? Severity.ERROR : Severity.WARNING,
                "The service does not compute what was trained",
                describe(rows, first) + " " + trained.name() + " reaches " + number(trained.value()) + ", "
                        + served.name() + " " + number(served.value()) + "."
                        + (facts.equivalent() == null
                                ? ""
                                : " The service's rows are those of " + facts.equivalent() + "."),
                evidence,
                null));
    }

    /** The comparison as evidence. */
    static void put(ServingFacts.Rows rows, ServingFacts.Row first, Map<String, Object> evidence) {
        evidence.put("rows", rows.compared());
        evidence.put("rowsDiffering", rows.differing());
        evidence.put("rowTolerance", rows.tolerance());
        evidence.put("meanCosineOfPredictions", rows.meanCosine());
        evidence.put("firstRow", row(first));
        evidence.put("worstRow", row(rows.worst()));
    }

    /** The comparison as a sentence. */
    static String describe(ServingFacts.Rows rows, ServingFacts.Row first) {
        return rows.differing() + " of " + rows.compared() + " rows differ (cosine of the two predictions below "
                + rows.tolerance() + "): first row " + describe(first) + ", worst row " + describe(rows.worst()) + ".";
    }

    private static String describe(ServingFacts.Row row) {
        return row.row() + " (" + number(row.cosine()) + ")";
    }

    private static Map<String, Object> row(ServingFacts.Row row) {
        return Map.of("position", row.position(), "row", row.row(), "cosine", row.cosine());
    }
}
