package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the change of one thing that reproduces the claim. There are a handful of them, so that chance hardly ever does. */
final class RerunChecks {
    /** Tolerances that a gap on other rows has to span. */
    private static final double MUCH = 3;

    private RerunChecks() {}

    static List<Finding> findings(Facts facts, RerunFacts reruns) {
        Gap gap = facts.gap();
        List<Finding> findings = new ArrayList<>();
        if (gap == null) {
            return findings;
        }
        for (RerunFacts.Result result : reruns.results()) {
            if ((isExact(gap, result) && (gap.reproducible() || result.change() == Rerun.OTHER_WEIGHTS))
                    || (!gap.reproducible() && isMuchBetter(gap, result))) {
                findings.add(finding(facts, gap, result));
            }
        }
        return findings;
    }

    private static boolean isExact(Gap gap, RerunFacts.Result result) {
        return Math.abs(result.value() - gap.claim()) <= ClaimResolution.FLOAT_SUMS
                && Math.abs(result.value() - gap.actual()) > ClaimResolution.FLOAT_SUMS;
    }

    /** On other rows than the claim's nothing is exact; but what is wrong does not come so near by chance. */
    private static boolean isMuchBetter(Gap gap, RerunFacts.Result result) {
        boolean open = result.change() == Rerun.OTHER_WEIGHTS
                ? Math.abs(gap.size()) > MUCH * gap.tolerance()
                : gap.size() < -MUCH * gap.tolerance() && result.value() > gap.actual();
        return open && Math.abs(result.value() - gap.claim()) <= gap.tolerance();
    }

    private static Finding finding(Facts facts, Gap gap, RerunFacts.Result result) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("claim", gap.claim());
        evidence.put("measured", gap.actual());
        evidence.put("value", result.value());
        evidence.put("exact", gap.reproducible());
        if (!result.detail().isEmpty()) {
            evidence.put("changed", Causes.text(result.detail()));
        }
        boolean file = result.change() == Rerun.CONTEXTS_REVERSED
                && facts.find(WindowFacts.class)
                        .filter(WindowChecks::newestFirst)
                        .isPresent();
        return Causes.finding(
                result.change().cause(),
                gap.reproducible() ? result.change().severity() : Severity.WARNING,
                result.change().title(),
                number(gap.claim())
                        + (gap.reproducible() ? " is reproduced " : " is reached, as far as other rows can tell, ")
                        + result.change().words(result.detail()) + ". As it is, the model reaches "
                        + number(gap.actual()) + "."
                        + (file
                                ? " The file holds contexts with the newest vector first, as its overlapping windows show."
                                : ""),
                evidence,
                gap.explainedBy(result.value()));
    }
}
