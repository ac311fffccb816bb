package io.jenkins.plugins.lvm.report;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.util.List;
import java.util.Locale;
import org.jenkinsci.plugins.tokenmacro.DataBoundTokenMacro;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for texts such as mails, where the plugin Token Macro is installed: {@code ${LVM_VERDICT}} and all others that later steps of the
 * build have as variables, and {@code ${LVM_SUMMARY}}. One without a value is empty.
 */
@Extension(optional = true)
public class VerificationTokenMacro extends DataBoundTokenMacro {
    private static final String SUMMARY = "LVM_SUMMARY";
    private static final List<String> NAMES =
            List.of("LVM_VERDICT", "LVM_CHECKPOINTS", "LVM_CLAIM", "LVM_ACTUAL", "LVM_GAP", "LVM_SHA256", SUMMARY);

    @Override
    public boolean acceptsMacroName(String macroName) {
        return NAMES.contains(macroName);
    }

    @Override
    public List<String> getAcceptedMacroNames() {
        return NAMES;
    }

    @Override
    public String evaluate(AbstractBuild<?, ?> context, TaskListener listener, String macroName) {
        return value(context, macroName);
    }

    @Override
    public String evaluate(Run<?, ?> run, @Nullable FilePath workspace, TaskListener listener, String macroName) {
        return value(run, macroName);
    }

    private static String value(Run<?, ?> run, String name) {
        LvmVerificationAction action = run.getAction(LvmVerificationAction.class);
        if (action == null) {
            return "";
        }
        if (name.equals(SUMMARY)) {
            return new BuildSummary(action.getCheckpoints()).title(Locale.ROOT);
        }
        EnvVars variables = new EnvVars();
        VerificationEnvironment.contribute(action.getVerdict(), action.getVerifications(), variables);
        return variables.getOrDefault(name, "");
    }
}
