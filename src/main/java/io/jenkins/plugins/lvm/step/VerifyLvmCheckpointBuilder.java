package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.Extension;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Job;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The build step and its parameters. A freestyle job runs it as it is; a Pipeline runs it through {@link VerifyLvmCheckpointStep},
 * under the same name and with the same parameters. A field is null, zero or false where nothing was set, also in a job that an older
 * version saved.
 */
public class VerifyLvmCheckpointBuilder extends Builder {
    private static final int DEFAULT_TIMEOUT_MINUTES = 60;

    private final String checkpoint;
    private final String data;
    private String split;
    private Integer seed;
    private Double validationFraction;
    private String permutation;
    private int maxSamples;
    private String forward;
    private String servingForward;
    private String predictions;
    private String device;
    private List<String> devices;
    private String precision;
    private String diagnose;
    private String libtorch;
    private int batchSize;
    private int threads;
    private Double unstableThreshold;
    private Double failThreshold;
    private Double minCosine;
    private Double servingGapThreshold;
    private String onMissingClaim;
    private String onUnsupported;
    private String ambiguousForward;
    private List<QualityGate> qualityGates;
    private String id;
    private String model;
    private boolean allowEmpty;
    private Boolean failBuild;
    private int timeoutMinutes;
    private boolean alignment;
    private boolean sanityOnly;
    private String javaHome;
    private String junit;
    private String heldOut;
    private String baseline;
    private String baselineJob;
    private Double regressionThreshold;
    private Double relativeRegressionThreshold;
    private Double minHeldOutCosine;
    private String attest;
    private boolean describeBuild;

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     */
    @DataBoundConstructor
    public VerifyLvmCheckpointBuilder(final String checkpoint, final String data) {
        this.checkpoint = checkpoint;
        this.data = data;
    }

    public String getCheckpoint() {
        return checkpoint;
    }

    public String getData() {
        return data;
    }

    public String getSplit() {
        return split;
    }

    @DataBoundSetter
    public void setSplit(final String split) {
        this.split = unlessDefault("auto", split);
    }

    public Integer getSeed() {
        return seed;
    }

    @DataBoundSetter
    public void setSeed(final Integer seed) {
        this.seed = seed;
    }

    public Double getValidationFraction() {
        return validationFraction;
    }

    @DataBoundSetter
    public void setValidationFraction(final Double validationFraction) {
        this.validationFraction = validationFraction;
    }

    public String getPermutation() {
        return permutation;
    }

    @DataBoundSetter
    public void setPermutation(final String permutation) {
        this.permutation = Util.fixEmptyAndTrim(permutation);
    }

    public int getMaxSamples() {
        return maxSamples;
    }

    @DataBoundSetter
    public void setMaxSamples(final int maxSamples) {
        this.maxSamples = maxSamples;
    }

    public String getForward() {
        return forward;
    }

    @DataBoundSetter
    public void setForward(final String forward) {
        this.forward = Util.fixEmptyAndTrim(forward);
    }

    public String getServingForward() {
        return servingForward;
    }

    @DataBoundSetter
    public void setServingForward(final String servingForward) {
        this.servingForward = Util.fixEmptyAndTrim(servingForward);
    }

    public String getPredictions() {
        return predictions;
    }

    @DataBoundSetter
    public void setPredictions(final String predictions) {
        this.predictions = Util.fixEmptyAndTrim(predictions);
    }

    public String getDevice() {
        return device;
    }

    @DataBoundSetter
    public void setDevice(final String device) {
        this.device = unlessDefault("auto", device);
    }

    public List<String> getDevices() {
        return devices == null ? List.of() : List.copyOf(devices);
    }

    /** The devices as a form shows them. */
    public String getDevicesText() {
        return String.join(", ", getDevices());
    }

    /** The devices; a text may name several, with commas between them, as a form does. */
    @DataBoundSetter
    public void setDevices(final List<String> devices) {
        final List<String> names = new ArrayList<>();
        for (final String entry : devices == null ? List.<String>of() : devices) {
            for (final String name : entry.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.trim());
                }
            }
        }
        this.devices = names.isEmpty() ? null : names;
    }

    public String getPrecision() {
        return precision;
    }

    @DataBoundSetter
    public void setPrecision(final String precision) {
        this.precision = unlessDefault("float32", precision);
    }

    public String getDiagnose() {
        return diagnose;
    }

    @DataBoundSetter
    public void setDiagnose(final String diagnose) {
        this.diagnose = unlessDefault("auto", diagnose);
    }

    public String getLibtorch() {
        return libtorch;
    }

    @DataBoundSetter
    public void setLibtorch(final String libtorch) {
        this.libtorch = Util.fixEmptyAndTrim(libtorch);
    }

    public int getBatchSize() {
        return batchSize;
    }

    @DataBoundSetter
    public void setBatchSize(final int batchSize) {
        this.batchSize = batchSize;
    }

    public int getThreads() {
        return threads;
    }

    @DataBoundSetter
    public void setThreads(final int threads) {
        this.threads = threads;
    }

    public Double getUnstableThreshold() {
        return unstableThreshold;
    }

    @DataBoundSetter
    public void setUnstableThreshold(final Double unstableThreshold) {
        this.unstableThreshold = unstableThreshold;
    }

    public Double getFailThreshold() {
        return failThreshold;
    }

    @DataBoundSetter
    public void setFailThreshold(final Double failThreshold) {
        this.failThreshold = failThreshold;
    }

    public Double getMinCosine() {
        return minCosine;
    }

    @DataBoundSetter
    public void setMinCosine(final Double minCosine) {
        this.minCosine = minCosine;
    }

    public Double getServingGapThreshold() {
        return servingGapThreshold;
    }

    @DataBoundSetter
    public void setServingGapThreshold(final Double servingGapThreshold) {
        this.servingGapThreshold = servingGapThreshold;
    }

    public String getOnMissingClaim() {
        return onMissingClaim;
    }

    @DataBoundSetter
    public void setOnMissingClaim(final String onMissingClaim) {
        this.onMissingClaim = unlessDefault("unstable", onMissingClaim);
    }

    public String getOnUnsupported() {
        return onUnsupported;
    }

    @DataBoundSetter
    public void setOnUnsupported(final String onUnsupported) {
        this.onUnsupported = unlessDefault("unstable", onUnsupported);
    }

    public String getAmbiguousForward() {
        return ambiguousForward;
    }

    @DataBoundSetter
    public void setAmbiguousForward(final String ambiguousForward) {
        this.ambiguousForward = unlessDefault("unstable", ambiguousForward);
    }

    public List<QualityGate> getQualityGates() {
        return qualityGates == null ? List.of() : List.copyOf(qualityGates);
    }

    @DataBoundSetter
    public void setQualityGates(final List<QualityGate> qualityGates) {
        this.qualityGates = qualityGates == null ? null : new ArrayList<>(qualityGates);
    }

    public String getId() {
        return id;
    }

    @DataBoundSetter
    public void setId(final String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    public String getModel() {
        return model;
    }

    @DataBoundSetter
    public void setModel(final String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    public boolean isAlignment() {
        return alignment;
    }

    @DataBoundSetter
    public void setAlignment(final boolean alignment) {
        this.alignment = alignment;
    }

    public boolean isSanityOnly() {
        return sanityOnly;
    }

    @DataBoundSetter
    public void setSanityOnly(final boolean sanityOnly) {
        this.sanityOnly = sanityOnly;
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(final boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    public boolean isFailBuild() {
        return failBuild == null || failBuild;
    }

    @DataBoundSetter
    public void setFailBuild(final boolean failBuild) {
        this.failBuild = failBuild ? null : Boolean.FALSE;
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes > 0 ? timeoutMinutes : DEFAULT_TIMEOUT_MINUTES;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(final int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    public String getJavaHome() {
        return javaHome;
    }

    @DataBoundSetter
    public void setJavaHome(final String javaHome) {
        this.javaHome = Util.fixEmptyAndTrim(javaHome);
    }

    public String getJunit() {
        return junit;
    }

    @DataBoundSetter
    public void setJunit(final String junit) {
        this.junit = Util.fixEmptyAndTrim(junit);
    }

    public String getHeldOut() {
        return heldOut;
    }

    @DataBoundSetter
    public void setHeldOut(final String heldOut) {
        this.heldOut = Util.fixEmptyAndTrim(heldOut);
    }

    public String getBaseline() {
        return baseline;
    }

    @DataBoundSetter
    public void setBaseline(final String baseline) {
        this.baseline = Util.fixEmptyAndTrim(baseline);
    }

    public String getBaselineJob() {
        return baselineJob;
    }

    @DataBoundSetter
    public void setBaselineJob(final String baselineJob) {
        this.baselineJob = Util.fixEmptyAndTrim(baselineJob);
    }

    public Double getRegressionThreshold() {
        return regressionThreshold;
    }

    @DataBoundSetter
    public void setRegressionThreshold(final Double regressionThreshold) {
        this.regressionThreshold = regressionThreshold;
    }

    public Double getRelativeRegressionThreshold() {
        return relativeRegressionThreshold;
    }

    @DataBoundSetter
    public void setRelativeRegressionThreshold(final Double relativeRegressionThreshold) {
        this.relativeRegressionThreshold = relativeRegressionThreshold;
    }

    public Double getMinHeldOutCosine() {
        return minHeldOutCosine;
    }

    @DataBoundSetter
    public void setMinHeldOutCosine(final Double minHeldOutCosine) {
        this.minHeldOutCosine = minHeldOutCosine;
    }

    public String getAttest() {
        return attest;
    }

    @DataBoundSetter
    public void setAttest(final String attest) {
        this.attest = Util.fixEmptyAndTrim(attest);
    }

    public boolean isDescribeBuild() {
        return describeBuild;
    }

    @DataBoundSetter
    public void setDescribeBuild(final boolean describeBuild) {
        this.describeBuild = describeBuild;
    }

    /** A form sends defaults too; they stay unset, so that a generated Pipeline names only what somebody chose. */
    private static String unlessDefault(final String defaultValue, final String value) {
        return defaultValue.equals(value) ? null : Util.fixEmptyAndTrim(value);
    }

    @Override
    public boolean perform(final AbstractBuild<?, ?> build, final Launcher launcher, final BuildListener listener)
            throws InterruptedException, IOException {
        final VerificationRun verification = new VerificationRun(
                build,
                build.getWorkspace(),
                launcher,
                listener,
                build.getEnvironment(listener),
                build.getBuiltOn() == null ? null : build.getBuiltOn().toComputer());
        final VerificationRun.Execution execution =
                new VerificationRun.Execution(UUID.randomUUID().toString(), false, false);
        try {
            verification
                    .run(settings(build.getEnvironment(listener)::expand), execution)
                    .throwIfFailed();
        } catch (final AgentLostException e) {
            throw new AbortException(e.getMessage());
        }
        return true;
    }

    /**
     * The parameters with defaults applied.
     *
     * @param expand replaces variables
     * @throws AbortException if one is wrong
     */
    VerificationSettings settings(final UnaryOperator<String> expand) throws AbortException {
        try {
            final VerificationSettings settings = expanded(expand);
            settings.requireValid();
            return settings;
        } catch (final IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private VerificationSettings expanded(final UnaryOperator<String> expand) {
        final Function<String, String> text = value -> value == null ? null : expand.apply(value);
        return new VerificationSettings(
                required("checkpoint", text.apply(checkpoint)),
                required("data", text.apply(data)),
                text.apply(split),
                seed == null ? null : seed.longValue(),
                validationFraction,
                text.apply(permutation),
                maxSamples,
                text.apply(forward),
                text.apply(servingForward),
                text.apply(predictions),
                text.apply(device),
                expandedDevices(expand),
                precision,
                diagnose,
                text.apply(libtorch),
                batchSize,
                threads,
                gateSettings(),
                alignment,
                sanityOnly,
                text.apply(heldOut),
                text.apply(baseline),
                text.apply(baselineJob),
                text.apply(id),
                text.apply(model),
                allowEmpty,
                isFailBuild(),
                getTimeoutMinutes(),
                text.apply(javaHome),
                text.apply(junit),
                text.apply(attest),
                describeBuild);
    }

    private List<String> expandedDevices(final UnaryOperator<String> expand) {
        final List<String> names = new ArrayList<>();
        for (final String device : getDevices()) {
            names.add(expand.apply(device));
        }
        return names;
    }

    private GateSettings gateSettings() {
        final List<Gate> gates = new ArrayList<>();
        for (final QualityGate gate : getQualityGates()) {
            gates.add(gate.gate());
        }
        return GateSettings.builder()
                .unstableThreshold(unstableThreshold)
                .failThreshold(failThreshold)
                .minCosine(minCosine)
                .servingGapThreshold(servingGapThreshold)
                .regressionThreshold(regressionThreshold)
                .relativeRegressionThreshold(relativeRegressionThreshold)
                .minHeldOutCosine(minHeldOutCosine)
                .onMissingClaim(Consequence.criticality("onMissingClaim", onMissingClaim))
                .onUnsupported(Consequence.criticality("onUnsupported", onUnsupported))
                .ambiguousForward(Consequence.criticality("ambiguousForward", ambiguousForward))
                .qualityGates(gates)
                .build();
    }

    private static String required(final String name, final String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The parameter '" + name + "' is empty.");
        }
        return value.trim();
    }

    /** What a condition leads to. */
    private enum Consequence {
        UNSTABLE(Criticality.UNSTABLE),
        FAIL(Criticality.FAILED),
        IGNORE(Criticality.NOTE);

        private final Criticality criticality;

        Consequence(final Criticality criticality) {
            this.criticality = criticality;
        }

        static Criticality criticality(final String parameter, final String name) {
            return name == null ? null : QualityGate.constant(Consequence.class, parameter, name).criticality;
        }
    }

    /** Makes the step part of forms and Pipelines. */
    @Extension
    @Symbol("verifyLvmCheckpoint")
    public static class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(final Class<? extends AbstractProject> jobType) {
            return true;
        }

        @Override
        public String getDisplayName() {
            return "Verify an LVM checkpoint";
        }

        @RequirePOST
        public FormValidation doCheckCheckpoint(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.required(value));
        }

        @RequirePOST
        public FormValidation doCheckData(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.required(value));
        }

        @RequirePOST
        public FormValidation doCheckValidationFraction(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.fraction(value));
        }

        @RequirePOST
        public FormValidation doCheckUnstableThreshold(
                @AncestorInPath final Job<?, ?> job,
                @QueryParameter("value") final String value,
                @QueryParameter("failThreshold") final String failThreshold) {
            return FormChecks.allowed(job, () -> FormChecks.thresholds(value, failThreshold));
        }

        @RequirePOST
        public FormValidation doCheckFailThreshold(
                @AncestorInPath final Job<?, ?> job,
                @QueryParameter("value") final String value,
                @QueryParameter("unstableThreshold") final String unstableThreshold) {
            return FormChecks.allowed(job, () -> FormChecks.thresholds(unstableThreshold, value));
        }

        @RequirePOST
        public FormValidation doCheckMinCosine(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.cosine(value));
        }

        @RequirePOST
        public FormValidation doCheckMinHeldOutCosine(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.cosine(value));
        }

        @RequirePOST
        public FormValidation doCheckId(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.id(value));
        }

        public ListBoxModel doFillSplitItems() {
            return choices(List.of("auto", "articles", "random", "tail", "all"));
        }

        public ListBoxModel doFillPermutationItems() {
            return choices(List.of("", "torch", "numpy"));
        }

        public ListBoxModel doFillPrecisionItems() {
            return choices(VerificationRequest.PRECISIONS);
        }

        public ListBoxModel doFillDiagnoseItems() {
            return choices(VerificationRequest.DIAGNOSE);
        }

        public ListBoxModel doFillOnMissingClaimItems() {
            return consequences();
        }

        public ListBoxModel doFillOnUnsupportedItems() {
            return consequences();
        }

        public ListBoxModel doFillAmbiguousForwardItems() {
            return consequences();
        }

        private static ListBoxModel consequences() {
            return choices(List.of("unstable", "fail", "ignore"));
        }

        private static ListBoxModel choices(final List<String> values) {
            final ListBoxModel model = new ListBoxModel();
            for (final String value : values) {
                model.add(value.isEmpty() ? "(the trainer's)" : value, value);
            }
            return model;
        }
    }
}
