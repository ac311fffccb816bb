package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the positional component was scaled alike in training and validation. */
public final class PositionalCheck {
    private PositionalCheck() {}

    /**
     * A note of the scale with which the claim would be met, where nothing that was not fitted is known to give it: a number that was
     * fitted to it proves nothing.
     */
    static Optional<Finding> fitted(Facts facts, ScaleFacts scale) {
        Gap gap = facts.gap();
        boolean explained = facts.explanations().stream().anyMatch(finding -> finding.explainsGap() != null);
        return gap == null || gap.isMetNearly() || explained
                ? Optional.empty()
                : Optional.of(Causes.finding(
                        Cause.POSITIONAL,
                        Severity.INFO,
                        "A positional scale can be fitted to the claim",
                        String.format(
                                Locale.ROOT,
                                "With about %.2g in place of %s the claim of %s would be met, as far as %d rows tell. That was"
                                        + " fitted, and one can be fitted to many claims, so it proves nothing. Look at what"
                                        + " training and validation were told.",
                                scale.fitted(),
                                scale.used(),
                                Causes.number(gap.claim()),
                                scale.rows()),
                        Map.of("fitted", scale.fitted(), "used", scale.used(), "rows", scale.rows()),
                        null));
    }

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
