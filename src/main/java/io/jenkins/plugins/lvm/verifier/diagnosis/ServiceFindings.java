package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Compared;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Conclusion;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Errors;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Row;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a running service does otherwise than the verified definition, and what it does not answer. */
final class ServiceFindings {
    /** Differences up to here, and cosines from there, are those of half precision or TF32. */
    private static final double ROUNDED = 2e-2;

    private static final double ROUNDED_COSINE = 0.9995;

    private ServiceFindings() {}

    static List<Finding> of(Facts facts) {
        ServiceCheck service = facts.measured().service();
        if (service == null) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        Row first = service.compared().first();
        if (service.conclusion() == Conclusion.DIFFERENT && first != null) {
            findings.add(differs(service, first, facts.measured().model().forwardDefinition()));
        }
        if (!service.errors().isEmpty()) {
            findings.add(unanswered(service));
        }
        return findings;
    }

    private static Finding differs(ServiceCheck service, Row first, String verified) {
        Compared compared = service.compared();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("verified", verified);
        evidence.put("rowsAnswered", service.rows().answered());
        evidence.put("rowsDiffering", compared.differing());
        evidence.put("measure", compared.measure());
        evidence.put("tolerance", compared.tolerance());
        evidence.put("firstRow", row(first));
        if (compared.worst() != null) {
            evidence.put("worstRow", row(compared.worst()));
        }
        if (compared.meanCosine() != null) {
            evidence.put("meanCosineOfPredictions", compared.meanCosine());
        }
        if (service.computes() != null) {
            evidence.put("serviceComputes", service.computes());
        }
        return Causes.finding(
                Cause.SERVING_MISMATCH,
                Severity.ERROR,
                service.computes() == null
                        ? "The service does not compute what was verified"
                        : "The service computes " + service.computes(),
                compared.differing() + " of " + service.rows().answered()
                        + " rows that the service answered differ from "
                        + (compared.isOfAttestedCosines() ? "what was attested of " + verified : verified)
                        + " by more than " + compared.tolerance() + " (" + compared.measure()
                        + "): first row "
                        + describe(first) + "." + explanation(service),
                evidence,
                null);
    }

    private static String explanation(ServiceCheck service) {
        Compared compared = service.compared();
        if (service.computes() != null) {
            return " On every one of them it computes " + service.computes() + ".";
        }
        if (compared.isOfAttestedCosines()) {
            return " What it computes instead is not told by cosines: hold it against the checkpoint.";
        }
        boolean rounded = compared.largest() != null
                && compared.largest() <= ROUNDED
                && compared.meanCosine() != null
                && compared.meanCosine() >= ROUNDED_COSINE;
        if (rounded) {
            return " So small a difference is that of a narrower type, such as float16 or TF32.";
        }
        return compared.differing() == service.rows().answered()
                ? " None of the fitting definitions computes this: it may serve other weights, such as those of an earlier"
                        + " checkpoint, or other contexts than it is sent."
                : " The others are the same, so it may be how it batches, caches or falls back.";
    }

    private static Finding unanswered(ServiceCheck service) {
        Errors most = service.errors().stream()
                .reduce((a, b) -> a.rows() >= b.rows() ? a : b)
                .orElseThrow();
        Map<String, Object> evidence = new LinkedHashMap<>();
        service.errors().forEach(error -> evidence.put(error.kind().toLowerCase(Locale.ROOT), error.rows()));
        evidence.put("rowsAsked", service.rows().asked());
        evidence.put("rowsAnswered", service.rows().answered());
        return Causes.finding(
                Cause.SERVICE_ANSWERS,
                Severity.ERROR,
                "The service does not answer usably",
                "Of " + service.rows().asked() + " rows, " + service.rows().answered()
                        + " got a usable answer. Most often " + most.example() + "."
                        + (service.conclusion() == Conclusion.UNDECIDED
                                ? " So too few rows could be compared to be certain of the others."
                                : ""),
                evidence,
                null);
    }

    private static String describe(Row row) {
        return String.format(Locale.ROOT, "%d (%.1e)", row.row(), row.difference());
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("position", row.position());
        shown.put("row", row.row());
        shown.put("difference", row.difference());
        shown.put("cosine", row.cosine());
        return shown;
    }
}
