package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.Map;
import java.util.Optional;

/** Finds batch normalisations that never saw a batch. */
final class BatchNormCheck {
    private BatchNormCheck() {}

    static Optional<Finding> finding(Facts facts, BatchNormFacts norms) {
        if (norms.prefixes().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.BATCH_NORM,
                Severity.WARNING,
                "A batch normalisation never saw a batch",
                Causes.some(norms.prefixes())
                        + ": running means are 0, running variances 1, and no batch was counted. In evaluation it changes nothing and was"
                        + " left out. A model that was trained with it, in training mode, computes something else.",
                Map.of("layers", Causes.names(norms.prefixes())),
                null));
    }
}
