package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Compared;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Conclusion;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Latency;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck.Rows;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The check of a running service in words and figures; nothing where there was none. */
public final class ServiceText {
    private final @Nullable ServiceCheck service;
    private final String definition;

    public ServiceText(Verification verification) {
        service = verification.service();
        String judging = verification.model().forwardDefinition();
        definition = service != null && service.compared().isOfAttestedCosines()
                ? "what was attested of " + judging
                : judging;
    }

    /** What was found, in one sentence. */
    public String headline() {
        return service == null ? "" : "The service at " + service.url() + " " + conclusion(service) + ".";
    }

    private String conclusion(ServiceCheck check) {
        Rows rows = check.rows();
        if (check.conclusion() == Conclusion.SAME) {
            return String.format(
                    Locale.ROOT,
                    "computes %s: all of %s rows drawn from %s are the same, so at most %s of them differ, at a risk of %.0e",
                    definition,
                    NumberFormats.count(rows.answered()),
                    NumberFormats.count(rows.population()),
                    NumberFormats.percent(rows.share()),
                    rows.risk());
        }
        if (check.conclusion() == Conclusion.DIFFERENT) {
            return (check.computes() == null
                            ? "does not compute " + definition
                            : "computes " + check.computes() + ", not " + definition)
                    + ": " + NumberFormats.count(check.compared().differing()) + " of "
                    + NumberFormats.count(rows.answered()) + " rows differ";
        }
        return "gave a usable answer to " + NumberFormats.count(rows.answered()) + " of the "
                + NumberFormats.count(rows.wanted()) + " rows that certainty needs";
    }

    /** A few lines for a console; none without a service. */
    public List<String> lines() {
        return service == null
                ? List.of()
                : facts().stream()
                        .map(fact -> fact.getName() + ": " + fact.getValue()
                                + (fact.getNote().isEmpty() ? "" : " (" + fact.getNote() + ")"))
                        .toList();
    }

    /** All that is known of it; empty without a service. */
    public List<Fact> facts() {
        FactList facts = new FactList();
        if (service != null) {
            facts.add("Service", service.url(), "template " + service.template());
            facts.add("Conclusion", NumberFormats.name(service.conclusion()), conclusion(service));
            Rows rows = service.rows();
            facts.add(
                    "Rows answered",
                    NumberFormats.count(rows.answered()),
                    NumberFormats.count(rows.asked()) + " asked, " + NumberFormats.count(rows.wanted())
                            + " wanted, drawn by seed " + rows.seed() + " from "
                            + NumberFormats.count(rows.population()));
            differences(facts, service.compared());
            service.errors()
                    .forEach(error -> facts.add(
                            "Without an answer",
                            NumberFormats.count(error.rows()),
                            error.kind() + ": " + error.example()));
            if (service.latency() != null) {
                latency(facts, service.latency());
            }
        }
        return facts.facts();
    }

    private static void differences(FactList facts, Compared compared) {
        if (compared.largest() != null) {
            facts.add(
                    "Largest difference",
                    NumberFormats.small(compared.largest()),
                    compared.measure() + ", " + NumberFormats.small(compared.tolerance()) + " is the same"
                            + (compared.worst() == null
                                    ? ""
                                    : "; row " + compared.worst().row()));
        }
        if (compared.meanCosine() != null) {
            facts.add("Cosine of both predictions", NumberFormats.precise(compared.meanCosine()), "mean");
        }
    }

    private static void latency(FactList facts, Latency latency) {
        facts.add(
                "Latency",
                millis(latency.p50()),
                "90%: " + millis(latency.p90()) + ", 95%: " + millis(latency.p95()) + ", 99%: " + millis(latency.p99())
                        + ", longest " + millis(latency.max()) + ", of " + NumberFormats.count(latency.requests())
                        + " requests over " + NumberFormats.count(latency.connections()) + " connections");
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 1e6 ? "%.1f ms" : "%.1e ms", value);
    }
}
