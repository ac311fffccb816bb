package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.Extension;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The gate before a deployment and its parameters. A freestyle job runs it as it is; a Pipeline runs it through {@link
 * LvmDeployGateStep}, under the same name and with the same parameters.
 */
public class LvmDeployGateBuilder extends Builder {
    private final @Nullable String checkpoint;
    private @Nullable String attestation;
    private @Nullable String key;
    private @Nullable String maxAge;
    private @Nullable String policy;

    /** @param checkpoint path in the workspace, or an absolute one */
    @DataBoundConstructor
    public LvmDeployGateBuilder(@Nullable String checkpoint) {
        this.checkpoint = checkpoint;
    }

    public @Nullable String getCheckpoint() {
        return checkpoint;
    }

    public @Nullable String getAttestation() {
        return attestation;
    }

    @DataBoundSetter
    public void setAttestation(@Nullable String attestation) {
        this.attestation = Util.fixEmptyAndTrim(attestation);
    }

    public @Nullable String getKey() {
        return key;
    }

    @DataBoundSetter
    public void setKey(@Nullable String key) {
        this.key = Util.fixEmptyAndTrim(key);
    }

    public @Nullable String getMaxAge() {
        return maxAge;
    }

    @DataBoundSetter
    public void setMaxAge(@Nullable String maxAge) {
        this.maxAge = Util.fixEmptyAndTrim(maxAge);
    }

    public @Nullable String getPolicy() {
        return policy;
    }

    @DataBoundSetter
    public void setPolicy(@Nullable String policy) {
        this.policy = Util.fixEmptyAndTrim(policy);
    }

    /**
     * What is asked for.
     *
     * @param expand expands variables in names of files
     * @throws AbortException if no file is named
     */
    DeployGate.Question question(UnaryOperator<String> expand) throws AbortException {
        String file = Util.fixEmptyAndTrim(checkpoint);
        if (file == null) {
            throw new AbortException("The parameter 'checkpoint' is empty. Name the file that is to be deployed.");
        }
        return new DeployGate.Question(
                expand.apply(file), attestation == null ? null : expand.apply(attestation), key, maxAge, policy);
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        new DeployGate(build, build.getWorkspace(), listener).pass(question(build.getEnvironment(listener)::expand));
        return true;
    }

    /** Registers the step. */
    @Extension
    @Symbol("lvmDeployGate")
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.gate");
        }

        /** What a field is for, in a sentence. */
        public String sentence(String field) {
            return FormChecks.sentence(LvmDeployGateBuilder.class, field);
        }
    }
}
