package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether the user's ONNX graph and the registry's definition are the same function. */
final class GraphCheck {
    private GraphCheck() {}

    /** Looks for rows that differ. */
    static Optional<Finding> finding(GraphFacts facts) {
        ServingFacts.Row first = facts.rows().first();
        if (first == null) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("definition", facts.definition().name());
        evidence.put("graph", facts.graph().name());
        ServingCheck.put(facts.rows(), first, evidence);
        evidence.put("definitionValue", facts.definition().value());
        evidence.put("graphValue", facts.graph().value());
        double difference = facts.graph().value() - facts.definition().value();
        return Optional.of(Causes.finding(
                Cause.FORWARD_ONNX,
                Math.abs(difference) > ServingCheck.SEVERE ? Severity.ERROR : Severity.WARNING,
                "The ONNX graph is another function than the forward definition",
                facts.graph().name() + " differs by " + number(difference) + ": it reaches "
                        + number(facts.graph().value()) + ", "
                        + facts.definition().name() + " "
                        + number(facts.definition().value()) + " with the same weights. "
                        + ServingCheck.describe(facts.rows(), first),
                evidence,
                null));
    }
}
