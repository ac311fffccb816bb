package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.model.Job;
import hudson.util.FormValidation;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.util.List;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The build step that holds a running service against a checkpoint. It is a verification of that checkpoint, on rows that the service is
 * asked for, so it runs, is stored and is shown as any other; {@link VerifyLvmServiceStep} runs it in a Pipeline, under its own name.
 */
public class VerifyLvmServiceBuilder extends VerifyLvmCheckpointBuilder {
    private final @Nullable String url;
    private @Nullable String template;
    private @Nullable List<String> headers;
    private @Nullable String credentialsId;
    private @Nullable String attestation;
    private @Nullable String cosines;
    private @Nullable String key;
    private @Nullable String certificates;
    private int connections;
    private int answerSeconds;
    private int tries;
    private @Nullable Long drawSeed;
    private @Nullable Double serviceGapThreshold;

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     * @param url where the service predicts
     */
    @DataBoundConstructor
    public VerifyLvmServiceBuilder(@Nullable String checkpoint, @Nullable String data, @Nullable String url) {
        super(checkpoint, data);
        this.url = url;
    }

    public @Nullable String getUrl() {
        return url;
    }

    public @Nullable String getTemplate() {
        return template;
    }

    @DataBoundSetter
    public void setTemplate(@Nullable String template) {
        this.template = template == null || Settings.TEMPLATE.isDefault(template) ? null : unlessBlank(template);
    }

    public List<String> getHeaders() {
        return headers == null ? List.of() : List.copyOf(headers);
    }

    /** The headers as a form shows them. */
    public String getHeadersText() {
        return String.join(", ", getHeaders());
    }

    /** The headers; a text may hold several, with commas between them, as a form does. */
    @DataBoundSetter
    public void setHeaders(@Nullable List<String> headers) {
        this.headers = Settings.HEADERS.convert(headers);
    }

    public @Nullable String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@Nullable String credentialsId) {
        this.credentialsId = unlessBlank(credentialsId);
    }

    public @Nullable String getAttestation() {
        return attestation;
    }

    @DataBoundSetter
    public void setAttestation(@Nullable String attestation) {
        this.attestation = unlessBlank(attestation);
    }

    public @Nullable String getCosines() {
        return cosines;
    }

    @DataBoundSetter
    public void setCosines(@Nullable String cosines) {
        this.cosines = unlessBlank(cosines);
    }

    public @Nullable String getKey() {
        return key;
    }

    @DataBoundSetter
    public void setKey(@Nullable String key) {
        this.key = unlessBlank(key);
    }

    public @Nullable String getCertificates() {
        return certificates;
    }

    @DataBoundSetter
    public void setCertificates(@Nullable String certificates) {
        this.certificates = unlessBlank(certificates);
    }

    public int getConnections() {
        return connections;
    }

    @DataBoundSetter
    public void setConnections(int connections) {
        this.connections = connections;
    }

    public int getAnswerSeconds() {
        return answerSeconds;
    }

    @DataBoundSetter
    public void setAnswerSeconds(int answerSeconds) {
        this.answerSeconds = answerSeconds;
    }

    public int getTries() {
        return tries;
    }

    @DataBoundSetter
    public void setTries(int tries) {
        this.tries = tries;
    }

    public @Nullable Long getDrawSeed() {
        return Seeds.given(drawSeed);
    }

    @DataBoundSetter
    public void setDrawSeed(@Nullable Long drawSeed) {
        this.drawSeed = drawSeed;
    }

    public @Nullable Double getServiceGapThreshold() {
        return serviceGapThreshold;
    }

    @DataBoundSetter
    public void setServiceGapThreshold(@Nullable Double serviceGapThreshold) {
        this.serviceGapThreshold = serviceGapThreshold;
    }

    private static @Nullable String unlessBlank(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.trim();
    }

    @Override
    List<Setting<?>> parameters() {
        return Settings.of(Use.SERVICE_STEP);
    }

    @Override
    @Nullable
    Object value(String field) throws ReflectiveOperationException {
        if (field.equals(Settings.URL.name()) && unlessBlank(url) == null) {
            throw new IllegalArgumentException("The parameter 'url' is empty. Give the address of the service.");
        }
        // Where nothing but what was attested of one checkpoint is at hand, the statement stands for it.
        if (field.equals(Settings.CHECKPOINT.name()) && unlessBlank(getCheckpoint()) == null && attestation != null) {
            return attestation;
        }
        for (var own : VerifyLvmServiceBuilder.class.getDeclaredFields()) {
            if (own.getName().equals(field)) {
                return own.get(this);
            }
        }
        return super.value(field);
    }

    /** Makes the step part of forms and Pipelines. */
    @Extension
    @Symbol("verifyLvmService")
    public static class DescriptorImpl extends VerifyLvmCheckpointBuilder.DescriptorImpl {
        @Override
        public String getDisplayName() {
            return Messages.of("name.service");
        }

        @RequirePOST
        public FormValidation doCheckUrl(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.address(value));
        }

        @RequirePOST
        public FormValidation doCheckHeaders(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.HEADERS, value));
        }

        @RequirePOST
        public FormValidation doCheckConnections(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.CONNECTIONS, value));
        }

        @RequirePOST
        public FormValidation doCheckAnswerSeconds(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.ANSWER_SECONDS, value));
        }

        @RequirePOST
        public FormValidation doCheckTries(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.TRIES, value));
        }

        @RequirePOST
        public FormValidation doCheckDrawSeed(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.DRAW_SEED, value));
        }

        @RequirePOST
        public FormValidation doCheckServiceGapThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.SERVICE_GAP_THRESHOLD, value));
        }
    }
}
