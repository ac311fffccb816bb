package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the positional component was scaled alike in training and validation. */
public final class PositionalCheck {
    private PositionalCheck() {}

    /**
     * Holds the scale in training against that in validation.
     *
     * @param training scale in training; null if it is not recorded
     * @param validation scale in validation; null if the model has no positional component
     */
    public static Optional<Finding> finding(@Nullable Double training, @Nullable Double validation) {
        if (training == null || validation == null || training.equals(validation)) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.POSITIONAL,
                Severity.WARNING,
                "Training and validation scale the position differently",
                "By its arguments the trainer scaled the positional component by " + training
                        + " in training and by " + validation
                        + " in validation, so the claim is about inputs that the model has never seen.",
                Map.of("training", training, "validation", validation),
                null));
    }
}
