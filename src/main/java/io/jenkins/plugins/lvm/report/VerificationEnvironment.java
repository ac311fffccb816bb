package io.jenkins.plugins.lvm.report;

import hudson.EnvVars;
import hudson.Extension;
import hudson.model.EnvironmentContributor;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the later steps of a build what its verifications found so far: {@code LVM_VERDICT} and {@code LVM_CHECKPOINTS}, and, while there
 * is one checkpoint only, {@code LVM_CLAIM}, {@code LVM_ACTUAL}, {@code LVM_GAP} and {@code LVM_SHA256}. Shells expand variables, so
 * none holds a text that a checkpoint or an agent chose.
 */
@Extension
public final class VerificationEnvironment extends EnvironmentContributor {

    @Override
    @SuppressWarnings("rawtypes")
    public void buildEnvironmentFor(final Run run, final EnvVars variables, final TaskListener listener) {
        final LvmVerificationAction action = ((Run<?, ?>) run).getAction(LvmVerificationAction.class);
        if (action != null) {
            contribute(action.getVerdict(), action.getVerifications(), variables);
        }
    }

    static void contribute(@Nullable String verdict, List<StoredVerification> verifications, EnvVars variables) {
        if (verifications.isEmpty()) {
            return;
        }
        put(variables, "LVM_VERDICT", verdict);
        variables.put("LVM_CHECKPOINTS", Integer.toString(verifications.size()));
        if (verifications.size() == 1) {
            final StoredVerification only = verifications.get(0);
            put(variables, "LVM_CLAIM", only.getClaim());
            put(variables, "LVM_ACTUAL", only.getActual());
            put(variables, "LVM_GAP", only.getGap());
            put(variables, "LVM_SHA256", digest(only.getSha256()));
        }
    }

    /** Null for what does not look like a SHA-256. */
    private static @Nullable String digest(@Nullable String text) {
        return text != null && text.matches("[0-9a-f]{64}") ? text : null;
    }

    private static void put(final EnvVars variables, final String name, @Nullable Object value) {
        if (value != null) {
            variables.put(name, value.toString());
        }
    }
}
