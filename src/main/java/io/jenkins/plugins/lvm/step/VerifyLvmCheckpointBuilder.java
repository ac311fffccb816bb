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
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        this.split = unlessDefault(Settings.SPLIT, split);
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
        this.device = unlessDefault(Settings.DEVICE, device);
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
        List<String> names = new ArrayList<>();
        for (String entry : devices == null ? List.<String>of() : devices) {
            for (String name : entry.split(",")) {
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
        this.precision = unlessDefault(Settings.PRECISION, precision);
    }

    public String getDiagnose() {
        return diagnose;
    }

    @DataBoundSetter
    public void setDiagnose(final String diagnose) {
        this.diagnose = unlessDefault(Settings.DIAGNOSE, diagnose);
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
        this.onMissingClaim = unlessDefault(Settings.ON_MISSING_CLAIM, onMissingClaim);
    }

    public String getOnUnsupported() {
        return onUnsupported;
    }

    @DataBoundSetter
    public void setOnUnsupported(final String onUnsupported) {
        this.onUnsupported = unlessDefault(Settings.ON_UNSUPPORTED, onUnsupported);
    }

    public String getAmbiguousForward() {
        return ambiguousForward;
    }

    @DataBoundSetter
    public void setAmbiguousForward(final String ambiguousForward) {
        this.ambiguousForward = unlessDefault(Settings.AMBIGUOUS_FORWARD, ambiguousForward);
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
        return timeoutMinutes > 0 ? timeoutMinutes : Settings.TIMEOUT_MINUTES.defaultValue();
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
    private static String unlessDefault(Setting<String> setting, String value) {
        return setting.isDefault(value) ? null : Util.fixEmptyAndTrim(value);
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
            VerificationSettings settings = new VerificationSettings(
                    SettingValues.of(Settings.of(Use.JENKINS), setting -> expanded(member(setting), expand)));
            settings.requireValid();
            return settings;
        } catch (final IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** The field that is named after a setting. */
    private Object member(Setting<?> setting) {
        try {
            return VerifyLvmCheckpointBuilder.class
                    .getDeclaredField(setting.name())
                    .get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("There is no field for the setting " + setting + ".", e);
        }
    }

    private static Object expanded(Object value, UnaryOperator<String> expand) {
        if (value instanceof String text) {
            return expand.apply(text);
        }
        if (value instanceof List<?> entries) {
            List<Object> list = new ArrayList<>();
            for (Object entry : entries) {
                list.add(entry instanceof QualityGate gate ? gate.gate() : expand.apply((String) entry));
            }
            return list;
        }
        return value;
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
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.CHECKPOINT, value));
        }

        @RequirePOST
        public FormValidation doCheckData(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.DATA, value));
        }

        @RequirePOST
        public FormValidation doCheckSeed(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.SEED, value));
        }

        @RequirePOST
        public FormValidation doCheckValidationFraction(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.VALIDATION_FRACTION, value));
        }

        @RequirePOST
        public FormValidation doCheckMaxSamples(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MAX_SAMPLES, value));
        }

        @RequirePOST
        public FormValidation doCheckMinCosine(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MIN_COSINE, value));
        }

        @RequirePOST
        public FormValidation doCheckRegressionThreshold(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.REGRESSION_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckRelativeRegressionThreshold(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RELATIVE_REGRESSION_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckMinHeldOutCosine(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MIN_HELD_OUT_COSINE, value));
        }

        @RequirePOST
        public FormValidation doCheckServingGapThreshold(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.SERVING_GAP_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckDevices(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.DEVICES, value));
        }

        @RequirePOST
        public FormValidation doCheckBatchSize(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.BATCH_SIZE, value));
        }

        @RequirePOST
        public FormValidation doCheckThreads(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.THREADS, value));
        }

        @RequirePOST
        public FormValidation doCheckTimeoutMinutes(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.TIMEOUT_MINUTES, value));
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
        public FormValidation doCheckId(
                @AncestorInPath final Job<?, ?> job, @QueryParameter("value") final String value) {
            return FormChecks.allowed(job, () -> FormChecks.id(value));
        }

        public ListBoxModel doFillSplitItems() {
            return FormChecks.choices(Settings.SPLIT);
        }

        public ListBoxModel doFillPermutationItems() {
            return FormChecks.choices(Settings.PERMUTATION);
        }

        public ListBoxModel doFillPrecisionItems() {
            return FormChecks.choices(Settings.PRECISION);
        }

        public ListBoxModel doFillDiagnoseItems() {
            return FormChecks.choices(Settings.DIAGNOSE);
        }

        public ListBoxModel doFillOnMissingClaimItems() {
            return FormChecks.choices(Settings.ON_MISSING_CLAIM);
        }

        public ListBoxModel doFillOnUnsupportedItems() {
            return FormChecks.choices(Settings.ON_UNSUPPORTED);
        }

        public ListBoxModel doFillAmbiguousForwardItems() {
            return FormChecks.choices(Settings.AMBIGUOUS_FORWARD);
        }
    }
}
