package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds what a checkpoint says of its model against what its weights are. */
public final class ConfigurationCheck {
    private ConfigurationCheck() {}

    /**
     * Looks for contradictions.
     *
     * @param recorded what the checkpoint says: {@code model_type}, {@code d_model}, {@code num_layers} and so on
     * @param actual the same as the weights tell it; what they do not tell is absent
     */
    public static Optional<Finding> finding(final Map<String, Object> recorded, final Map<String, Object> actual) {
        final List<String> contradictions = new ArrayList<>();
        final Map<String, Object> evidence = new LinkedHashMap<>();
        actual.forEach((key, truth) -> {
            final Object said = recorded.get(key);
            if (said != null && !same(said, truth)) {
                final Object shown = Causes.plain(said);
                contradictions.add(key + " is recorded as " + shown + ", the weights have " + truth);
                evidence.put(key, Map.of("recorded", shown, "weights", truth));
            }
        });
        if (contradictions.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.CONFIGURATION,
                Severity.WARNING,
                "The recorded configuration contradicts the weights",
                String.join("; ", contradictions)
                        + ". The weights are the truth and were used; a service that builds the model from the"
                        + " configuration will fail, or build another one.",
                evidence,
                null));
    }

    private static boolean same(final Object said, final Object truth) {
        return (said instanceof Number a && truth instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : said.equals(truth);
    }
}
