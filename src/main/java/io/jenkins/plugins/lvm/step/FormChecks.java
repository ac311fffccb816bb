package io.jenkins.plugins.lvm.step;

import hudson.model.Hudson;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.FormValidation;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.function.Supplier;

/**
 * What a form says about a value while it is typed: the sentence with which the build would refuse it, or null. An empty value is left to
 * its default.
 */
final class FormChecks {
    private FormChecks() {}

    /**
     * Makes a check for those who may configure the job.
     *
     * @param job whose form it is, or null elsewhere
     */
    static FormValidation allowed(final Job<?, ?> job, final Supplier<String> check) {
        if (job != null) {
            job.checkPermission(Item.CONFIGURE);
        } else if (!Hudson.getInstance().hasPermission(Hudson.ADMINISTER)) {
            return FormValidation.ok();
        }
        final String offence = check.get();
        return offence == null ? FormValidation.ok() : FormValidation.error(offence);
    }

    static String required(final String value) {
        return value == null || value.isBlank() ? "A path is needed here." : null;
    }

    static String fraction(final String value) {
        return offence(() -> VerificationSettings.requireFraction(number(value)));
    }

    /** Holds both thresholds against each other. */
    static String thresholds(final String unstable, final String fail) {
        return offence(() -> requireGates(number(unstable), number(fail), null));
    }

    static String cosine(final String value) {
        return offence(() -> requireGates(null, null, number(value)));
    }

    static String id(final String value) {
        // With a variable in it, it is known in the build only.
        return value == null || value.isBlank() || value.contains("$")
                ? null
                : offence(() -> VerificationSettings.requireId(value.trim()));
    }

    private static String offence(final Runnable requirement) {
        try {
            requirement.run();
            return null;
        } catch (final IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static void requireGates(final Double unstable, final Double fail, final Double least) {
        new GateEvaluator(GateSettings.builder()
                        .unstableThreshold(unstable)
                        .failThreshold(fail)
                        .minCosine(least)
                        .build())
                .gates();
    }

    private static Double number(final String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return Double.valueOf(value.trim());
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("'" + value.trim() + "' is no number; write it like 0.05.", e);
        }
    }
}
