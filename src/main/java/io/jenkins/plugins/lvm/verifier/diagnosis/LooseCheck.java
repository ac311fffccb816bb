package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.LooseLoading;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Serving;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Says what a service serves that loads weights with {@code strict=False}. */
final class LooseCheck {
    private LooseCheck() {}

    static Optional<Finding> finding(Facts facts) {
        Serving serving = facts.measured().serving();
        LooseLoading loading = serving == null ? null : serving.loading();
        if (serving == null || loading == null) {
            return Optional.empty();
        }
        int all = loading.bound().size() + loading.missing().size();
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("served", serving.forwardDefinition());
        evidence.put("servedValue", serving.value());
        evidence.put("trainedValue", facts.measured().actual().value());
        evidence.put("bound", Causes.names(loading.bound()));
        evidence.put("missing", Causes.names(loading.missing()));
        evidence.put("unexpected", Causes.names(loading.unexpected()));
        return Optional.of(Causes.finding(
                Cause.SERVING_MISMATCH,
                loading.missing().isEmpty() ? Severity.WARNING : Severity.ERROR,
                "The service does not load what was trained",
                "Of the " + all + " tensors of " + serving.forwardDefinition() + ", "
                        + loading.bound().size()
                        + " bind"
                        + (loading.bound().isEmpty() ? "" : " (" + Causes.some(loading.bound()) + ")")
                        + "; "
                        + (loading.missing().isEmpty()
                                ? "nothing stays as it was initialised"
                                : loading.missing().size() + " stay as they were initialised ("
                                        + Causes.some(loading.missing())
                                        + "), at random, so that each start of the service gives other numbers")
                        + ". " + loading.unexpected().size()
                        + " tensors of the checkpoint have no place there. Such a service reaches "
                        + number(serving.value()) + " where the model reaches "
                        + number(facts.measured().actual().value()) + ". Load with strict=True.",
                evidence,
                null));
    }
}
