package io.jenkins.plugins.lvm.step;

import hudson.Extension;
import hudson.model.Descriptor;
import hudson.model.Hudson;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code verifyLvmService} in a Pipeline: runs as {@link VerifyLvmCheckpointStep}, with what else {@link VerifyLvmServiceBuilder} has. */
public class VerifyLvmServiceStep extends VerifyLvmCheckpointStep {
    private final VerifyLvmServiceBuilder service;

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     * @param url where the service predicts
     */
    @DataBoundConstructor
    public VerifyLvmServiceStep(@Nullable String checkpoint, @Nullable String data, @Nullable String url) {
        this(new VerifyLvmServiceBuilder(checkpoint, data, url));
    }

    private VerifyLvmServiceStep(VerifyLvmServiceBuilder service) {
        super(service);
        this.service = service;
    }

    public @Nullable String getUrl() {
        return service.getUrl();
    }

    public @Nullable String getTemplate() {
        return service.getTemplate();
    }

    @DataBoundSetter
    public void setTemplate(@Nullable String template) {
        service.setTemplate(template);
    }

    public List<String> getHeaders() {
        return service.getHeaders();
    }

    /** The headers as a form shows them. */
    public String getHeadersText() {
        return service.getHeadersText();
    }

    @DataBoundSetter
    public void setHeaders(@Nullable List<String> headers) {
        service.setHeaders(headers);
    }

    public @Nullable String getCredentialsId() {
        return service.getCredentialsId();
    }

    @DataBoundSetter
    public void setCredentialsId(@Nullable String credentialsId) {
        service.setCredentialsId(credentialsId);
    }

    public @Nullable String getCertificates() {
        return service.getCertificates();
    }

    @DataBoundSetter
    public void setCertificates(@Nullable String certificates) {
        service.setCertificates(certificates);
    }

    public int getConnections() {
        return service.getConnections();
    }

    @DataBoundSetter
    public void setConnections(int connections) {
        service.setConnections(connections);
    }

    public int getAnswerSeconds() {
        return service.getAnswerSeconds();
    }

    @DataBoundSetter
    public void setAnswerSeconds(int answerSeconds) {
        service.setAnswerSeconds(answerSeconds);
    }

    public int getTries() {
        return service.getTries();
    }

    @DataBoundSetter
    public void setTries(int tries) {
        service.setTries(tries);
    }

    public @Nullable Long getDrawSeed() {
        return service.getDrawSeed();
    }

    @DataBoundSetter
    public void setDrawSeed(@Nullable Long drawSeed) {
        service.setDrawSeed(drawSeed);
    }

    public @Nullable Double getServiceGapThreshold() {
        return service.getServiceGapThreshold();
    }

    @DataBoundSetter
    public void setServiceGapThreshold(@Nullable Double serviceGapThreshold) {
        service.setServiceGapThreshold(serviceGapThreshold);
    }

    public @Nullable String getAttestation() {
        return service.getAttestation();
    }

    @DataBoundSetter
    public void setAttestation(@Nullable String attestation) {
        service.setAttestation(attestation);
    }

    public @Nullable String getCosines() {
        return service.getCosines();
    }

    @DataBoundSetter
    public void setCosines(@Nullable String cosines) {
        service.setCosines(cosines);
    }

    public @Nullable String getKey() {
        return service.getKey();
    }

    @DataBoundSetter
    public void setKey(@Nullable String key) {
        service.setKey(key);
    }

    /** Registers the step where Pipeline is installed. */
    @Extension(optional = true)
    public static class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "verifyLvmService";
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.service");
        }

        /** What fills and checks the form. */
        public Descriptor<?> getParameters() {
            return Hudson.getInstance().getDescriptor(VerifyLvmServiceBuilder.class);
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return REQUIRED_CONTEXT;
        }
    }
}
