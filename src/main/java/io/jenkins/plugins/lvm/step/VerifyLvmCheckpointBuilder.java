package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Launcher;
import hudson.Util;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Job;
import hudson.model.Node;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.jspecify.annotations.Nullable;
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
    private static final int MOST_MODELS = 100;

    private final @Nullable String checkpoint;
    private final @Nullable String data;
    private @Nullable String split;
    private @Nullable Integer seed;
    private @Nullable Double validationFraction;
    private @Nullable String permutation;
    private int maxSamples;
    private @Nullable Double risk;
    private @Nullable Long riskSeed;
    private @Nullable String shard;
    private @Nullable List<Map<String, Object>> models;
    private @Nullable String forward;
    private @Nullable String servingForward;
    private @Nullable String contextsKey;
    private @Nullable String targetsKey;
    private @Nullable List<String> input;
    private @Nullable String rowsKey;
    private @Nullable String claim;
    private @Nullable String metric;
    private @Nullable Double relativeUnstableThreshold;
    private @Nullable Double relativeFailThreshold;
    private int claimBatch;
    private @Nullable String forwardOnnx;
    private @Nullable Boolean graphConstants;
    private boolean loose;
    private @Nullable String weights;
    private @Nullable String servingWeights;
    private @Nullable String predictions;
    private @Nullable String device;
    private @Nullable List<String> devices;
    private @Nullable String precision;
    private @Nullable String diagnose;
    private @Nullable String libtorch;
    private int batchSize;
    private int threads;
    private @Nullable Double unstableThreshold;
    private @Nullable Double failThreshold;
    private @Nullable Double minCosine;
    private @Nullable Double servingGapThreshold;
    private @Nullable String onMissingClaim;
    private @Nullable String onUnsupported;
    private @Nullable String ambiguousForward;
    private @Nullable List<QualityGate> qualityGates;
    private @Nullable String id;
    private @Nullable String model;
    private boolean allowEmpty;
    private @Nullable Boolean failBuild;
    private int timeoutMinutes;
    private boolean alignment;
    private boolean sanityOnly;
    private @Nullable String javaHome;
    private @Nullable String junit;
    private @Nullable String heldOut;
    private @Nullable String siblings;
    private @Nullable String bank;
    private @Nullable String baseline;
    private @Nullable String baselineJob;
    private @Nullable Double regressionThreshold;
    private @Nullable Double relativeRegressionThreshold;
    private @Nullable Double minHeldOutCosine;
    private @Nullable String attest;
    private @Nullable String signKey;
    private @Nullable String rowDigests;
    private boolean describeBuild;

    /**
     * The least that has to be said.
     *
     * @param checkpoint path or Ant pattern in the workspace, or an absolute path
     * @param data path of the npz with the sequences, absolute or in the workspace
     */
    @DataBoundConstructor
    public VerifyLvmCheckpointBuilder(@Nullable String checkpoint, @Nullable String data) {
        this.checkpoint = checkpoint;
        this.data = data;
    }

    public @Nullable String getCheckpoint() {
        return checkpoint;
    }

    public @Nullable String getData() {
        return data;
    }

    public @Nullable String getSplit() {
        return split;
    }

    @DataBoundSetter
    public void setSplit(@Nullable String split) {
        this.split = unlessDefault(Settings.SPLIT, split);
    }

    public @Nullable Integer getSeed() {
        return seed;
    }

    @DataBoundSetter
    public void setSeed(@Nullable Integer seed) {
        this.seed = seed;
    }

    public @Nullable Double getValidationFraction() {
        return validationFraction;
    }

    @DataBoundSetter
    public void setValidationFraction(@Nullable Double validationFraction) {
        this.validationFraction = validationFraction;
    }

    public @Nullable String getPermutation() {
        return permutation;
    }

    @DataBoundSetter
    public void setPermutation(@Nullable String permutation) {
        this.permutation = Util.fixEmptyAndTrim(permutation);
    }

    /** Null where nothing was set: a form then shows an empty field. */
    public @Nullable Integer getMaxSamples() {
        return maxSamples == 0 ? null : Integer.valueOf(maxSamples);
    }

    @DataBoundSetter
    public void setMaxSamples(@Nullable Integer maxSamples) {
        this.maxSamples = maxSamples == null ? 0 : maxSamples;
    }

    public @Nullable Double getRisk() {
        return risk;
    }

    @DataBoundSetter
    public void setRisk(@Nullable Double risk) {
        this.risk = risk;
    }

    public @Nullable Long getRiskSeed() {
        return Seeds.given(riskSeed);
    }

    @DataBoundSetter
    public void setRiskSeed(@Nullable Long riskSeed) {
        this.riskSeed = riskSeed;
    }

    public @Nullable String getShard() {
        return shard;
    }

    @DataBoundSetter
    public void setShard(@Nullable String shard) {
        this.shard = Util.fixEmptyAndTrim(shard);
    }

    public @Nullable List<Map<String, Object>> getModels() {
        return models;
    }

    /** Several verifications, each with the parameters that it has in place of this step's. */
    @DataBoundSetter
    public void setModels(@Nullable List<Map<String, Object>> models) {
        this.models = models == null || models.isEmpty() ? null : List.copyOf(models);
    }

    public @Nullable String getForward() {
        return forward;
    }

    @DataBoundSetter
    public void setForward(@Nullable String forward) {
        this.forward = Util.fixEmptyAndTrim(forward);
    }

    public @Nullable String getServingForward() {
        return servingForward;
    }

    @DataBoundSetter
    public void setServingForward(@Nullable String servingForward) {
        this.servingForward = Util.fixEmptyAndTrim(servingForward);
    }

    public @Nullable String getContextsKey() {
        return contextsKey;
    }

    @DataBoundSetter
    public void setContextsKey(@Nullable String contextsKey) {
        this.contextsKey = Util.fixEmptyAndTrim(contextsKey);
    }

    public @Nullable String getTargetsKey() {
        return targetsKey;
    }

    @DataBoundSetter
    public void setTargetsKey(@Nullable String targetsKey) {
        this.targetsKey = Util.fixEmptyAndTrim(targetsKey);
    }

    public List<String> getInput() {
        return input == null ? List.of() : List.copyOf(input);
    }

    /** The inputs as a form shows them. */
    public String getInputText() {
        return String.join(", ", getInput());
    }

    /** The inputs; a text may hold several, with commas between them, as a form does. */
    @DataBoundSetter
    public void setInput(@Nullable List<String> input) {
        this.input = Settings.INPUT.convert(input);
    }

    public @Nullable String getRowsKey() {
        return rowsKey;
    }

    @DataBoundSetter
    public void setRowsKey(@Nullable String rowsKey) {
        this.rowsKey = Util.fixEmptyAndTrim(rowsKey);
    }

    public @Nullable String getClaim() {
        return claim;
    }

    @DataBoundSetter
    public void setClaim(@Nullable String claim) {
        this.claim = Util.fixEmptyAndTrim(claim);
    }

    public int getClaimBatch() {
        return claimBatch;
    }

    @DataBoundSetter
    public void setClaimBatch(int claimBatch) {
        this.claimBatch = claimBatch;
    }

    public @Nullable String getMetric() {
        return metric;
    }

    @DataBoundSetter
    public void setMetric(@Nullable String metric) {
        this.metric = unlessDefault(Settings.METRIC, metric);
    }

    public @Nullable Double getRelativeUnstableThreshold() {
        return relativeUnstableThreshold;
    }

    @DataBoundSetter
    public void setRelativeUnstableThreshold(@Nullable Double relativeUnstableThreshold) {
        this.relativeUnstableThreshold = relativeUnstableThreshold;
    }

    public @Nullable Double getRelativeFailThreshold() {
        return relativeFailThreshold;
    }

    @DataBoundSetter
    public void setRelativeFailThreshold(@Nullable Double relativeFailThreshold) {
        this.relativeFailThreshold = relativeFailThreshold;
    }

    public @Nullable String getForwardOnnx() {
        return forwardOnnx;
    }

    @DataBoundSetter
    public void setForwardOnnx(@Nullable String forwardOnnx) {
        this.forwardOnnx = Util.fixEmptyAndTrim(forwardOnnx);
    }

    public boolean isGraphConstants() {
        return graphConstants != null && graphConstants;
    }

    @DataBoundSetter
    public void setGraphConstants(boolean graphConstants) {
        this.graphConstants = graphConstants ? Boolean.TRUE : null;
    }

    public boolean isLoose() {
        return loose;
    }

    @DataBoundSetter
    public void setLoose(boolean loose) {
        this.loose = loose;
    }

    public @Nullable String getWeights() {
        return weights;
    }

    @DataBoundSetter
    public void setWeights(@Nullable String weights) {
        this.weights = Util.fixEmptyAndTrim(weights);
    }

    public @Nullable String getServingWeights() {
        return servingWeights;
    }

    @DataBoundSetter
    public void setServingWeights(@Nullable String servingWeights) {
        this.servingWeights = Util.fixEmptyAndTrim(servingWeights);
    }

    public @Nullable String getPredictions() {
        return predictions;
    }

    @DataBoundSetter
    public void setPredictions(@Nullable String predictions) {
        this.predictions = Util.fixEmptyAndTrim(predictions);
    }

    public @Nullable String getDevice() {
        return device;
    }

    @DataBoundSetter
    public void setDevice(@Nullable String device) {
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
    public void setDevices(@Nullable List<String> devices) {
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

    public @Nullable String getPrecision() {
        return precision;
    }

    @DataBoundSetter
    public void setPrecision(@Nullable String precision) {
        this.precision = unlessDefault(Settings.PRECISION, precision);
    }

    public @Nullable String getDiagnose() {
        return diagnose;
    }

    @DataBoundSetter
    public void setDiagnose(@Nullable String diagnose) {
        this.diagnose = unlessDefault(Settings.DIAGNOSE, diagnose);
    }

    public @Nullable String getLibtorch() {
        return libtorch;
    }

    @DataBoundSetter
    public void setLibtorch(@Nullable String libtorch) {
        this.libtorch = Util.fixEmptyAndTrim(libtorch);
    }

    /** Null where nothing was set: a form then shows an empty field. */
    public @Nullable Integer getBatchSize() {
        return batchSize == 0 ? null : Integer.valueOf(batchSize);
    }

    @DataBoundSetter
    public void setBatchSize(@Nullable Integer batchSize) {
        this.batchSize = batchSize == null ? 0 : batchSize;
    }

    /** Null where nothing was set: a form then shows an empty field. */
    public @Nullable Integer getThreads() {
        return threads == 0 ? null : Integer.valueOf(threads);
    }

    @DataBoundSetter
    public void setThreads(@Nullable Integer threads) {
        this.threads = threads == null ? 0 : threads;
    }

    public @Nullable Double getUnstableThreshold() {
        return unstableThreshold;
    }

    @DataBoundSetter
    public void setUnstableThreshold(@Nullable Double unstableThreshold) {
        this.unstableThreshold = unstableThreshold;
    }

    public @Nullable Double getFailThreshold() {
        return failThreshold;
    }

    @DataBoundSetter
    public void setFailThreshold(@Nullable Double failThreshold) {
        this.failThreshold = failThreshold;
    }

    public @Nullable Double getMinCosine() {
        return minCosine;
    }

    @DataBoundSetter
    public void setMinCosine(@Nullable Double minCosine) {
        this.minCosine = minCosine;
    }

    public @Nullable Double getServingGapThreshold() {
        return servingGapThreshold;
    }

    @DataBoundSetter
    public void setServingGapThreshold(@Nullable Double servingGapThreshold) {
        this.servingGapThreshold = servingGapThreshold;
    }

    public @Nullable String getOnMissingClaim() {
        return onMissingClaim;
    }

    @DataBoundSetter
    public void setOnMissingClaim(@Nullable String onMissingClaim) {
        this.onMissingClaim = unlessDefault(Settings.ON_MISSING_CLAIM, onMissingClaim);
    }

    public @Nullable String getOnUnsupported() {
        return onUnsupported;
    }

    @DataBoundSetter
    public void setOnUnsupported(@Nullable String onUnsupported) {
        this.onUnsupported = unlessDefault(Settings.ON_UNSUPPORTED, onUnsupported);
    }

    public @Nullable String getAmbiguousForward() {
        return ambiguousForward;
    }

    @DataBoundSetter
    public void setAmbiguousForward(@Nullable String ambiguousForward) {
        this.ambiguousForward = unlessDefault(Settings.AMBIGUOUS_FORWARD, ambiguousForward);
    }

    public List<QualityGate> getQualityGates() {
        return qualityGates == null ? List.of() : List.copyOf(qualityGates);
    }

    @DataBoundSetter
    public void setQualityGates(@Nullable List<QualityGate> qualityGates) {
        this.qualityGates = qualityGates == null ? null : new ArrayList<>(qualityGates);
    }

    public @Nullable String getId() {
        return id;
    }

    @DataBoundSetter
    public void setId(@Nullable String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    public @Nullable String getModel() {
        return model;
    }

    @DataBoundSetter
    public void setModel(@Nullable String model) {
        this.model = Util.fixEmptyAndTrim(model);
    }

    public boolean isAlignment() {
        return alignment;
    }

    @DataBoundSetter
    public void setAlignment(boolean alignment) {
        this.alignment = alignment;
    }

    public boolean isSanityOnly() {
        return sanityOnly;
    }

    @DataBoundSetter
    public void setSanityOnly(boolean sanityOnly) {
        this.sanityOnly = sanityOnly;
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    public boolean isFailBuild() {
        return failBuild == null || failBuild;
    }

    @DataBoundSetter
    public void setFailBuild(boolean failBuild) {
        this.failBuild = failBuild ? null : Boolean.FALSE;
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes > 0 ? timeoutMinutes : Settings.TIMEOUT_MINUTES.defaultValue();
    }

    @DataBoundSetter
    public void setTimeoutMinutes(@Nullable Integer timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes == null ? 0 : timeoutMinutes;
    }

    public @Nullable String getJavaHome() {
        return javaHome;
    }

    @DataBoundSetter
    public void setJavaHome(@Nullable String javaHome) {
        this.javaHome = Util.fixEmptyAndTrim(javaHome);
    }

    public @Nullable String getJunit() {
        return junit;
    }

    @DataBoundSetter
    public void setJunit(@Nullable String junit) {
        this.junit = Util.fixEmptyAndTrim(junit);
    }

    public @Nullable String getHeldOut() {
        return heldOut;
    }

    @DataBoundSetter
    public void setHeldOut(@Nullable String heldOut) {
        this.heldOut = Util.fixEmptyAndTrim(heldOut);
    }

    public @Nullable String getSiblings() {
        return siblings;
    }

    @DataBoundSetter
    public void setSiblings(@Nullable String siblings) {
        this.siblings = Util.fixEmptyAndTrim(siblings);
    }

    public @Nullable String getBank() {
        return bank;
    }

    @DataBoundSetter
    public void setBank(@Nullable String bank) {
        this.bank = Util.fixEmptyAndTrim(bank);
    }

    public @Nullable String getBaseline() {
        return baseline;
    }

    @DataBoundSetter
    public void setBaseline(@Nullable String baseline) {
        this.baseline = Util.fixEmptyAndTrim(baseline);
    }

    public @Nullable String getBaselineJob() {
        return baselineJob;
    }

    @DataBoundSetter
    public void setBaselineJob(@Nullable String baselineJob) {
        this.baselineJob = Util.fixEmptyAndTrim(baselineJob);
    }

    public @Nullable Double getRegressionThreshold() {
        return regressionThreshold;
    }

    @DataBoundSetter
    public void setRegressionThreshold(@Nullable Double regressionThreshold) {
        this.regressionThreshold = regressionThreshold;
    }

    public @Nullable Double getRelativeRegressionThreshold() {
        return relativeRegressionThreshold;
    }

    @DataBoundSetter
    public void setRelativeRegressionThreshold(@Nullable Double relativeRegressionThreshold) {
        this.relativeRegressionThreshold = relativeRegressionThreshold;
    }

    public @Nullable Double getMinHeldOutCosine() {
        return minHeldOutCosine;
    }

    @DataBoundSetter
    public void setMinHeldOutCosine(@Nullable Double minHeldOutCosine) {
        this.minHeldOutCosine = minHeldOutCosine;
    }

    public @Nullable String getAttest() {
        return attest;
    }

    @DataBoundSetter
    public void setAttest(@Nullable String attest) {
        this.attest = Util.fixEmptyAndTrim(attest);
    }

    public @Nullable String getSignKey() {
        return signKey;
    }

    @DataBoundSetter
    public void setSignKey(@Nullable String signKey) {
        this.signKey = Util.fixEmptyAndTrim(signKey);
    }

    public @Nullable String getRowDigests() {
        return rowDigests;
    }

    @DataBoundSetter
    public void setRowDigests(@Nullable String rowDigests) {
        this.rowDigests = Util.fixEmptyAndTrim(rowDigests);
    }

    public boolean isDescribeBuild() {
        return describeBuild;
    }

    @DataBoundSetter
    public void setDescribeBuild(boolean describeBuild) {
        this.describeBuild = describeBuild;
    }

    /** A form sends defaults too; they stay unset, so that a generated Pipeline names only what somebody chose. */
    private static @Nullable String unlessDefault(Setting<String> setting, @Nullable String value) {
        return value == null || setting.isDefault(value) ? null : Util.fixEmptyAndTrim(value);
    }

    @Override
    public boolean perform(final AbstractBuild<?, ?> build, final Launcher launcher, final BuildListener listener)
            throws InterruptedException, IOException {
        Node node = build.getBuiltOn();
        VerificationRun verification = new VerificationRun(
                build,
                build.getWorkspace(),
                launcher,
                listener,
                build.getEnvironment(listener),
                node == null ? null : node.toComputer());
        verify(verification, build.getEnvironment(listener));
        return true;
    }

    /** Verifies what is asked for, with these variables in the parameters. */
    void verify(VerificationRun verification, EnvVars variables) throws InterruptedException, IOException {
        try {
            verification
                    .runAll(
                            settings(variables::expand, StepDefaults.all()),
                            new VerificationRun.Execution(UUID.randomUUID().toString(), false, false))
                    .throwIfFailed();
        } catch (AgentLostException e) {
            throw e.ended();
        }
    }

    /**
     * What is asked for: one verification, or one for each of the models.
     *
     * @param expand replaces variables
     * @throws AbortException if a parameter is wrong
     */
    List<VerificationSettings> settings(UnaryOperator<String> expand) throws AbortException {
        return settings(expand, List.of());
    }

    /**
     * The same where a controller has defaults.
     *
     * @param defaults of the controller
     */
    List<VerificationSettings> settings(UnaryOperator<String> expand, List<StepDefaults> defaults)
            throws AbortException {
        if (models == null) {
            return List.of(settings(Map.of(), expand, defaults));
        }
        if (models.size() > MOST_MODELS) {
            throw new AbortException(
                    "'models' has more than " + MOST_MODELS + " entries. Share them among several steps.");
        }
        List<VerificationSettings> all = new ArrayList<>();
        for (Map<String, Object> own : models) {
            all.add(settings(own, expand, defaults));
        }
        return all;
    }

    private VerificationSettings settings(
            Map<String, Object> own, UnaryOperator<String> expand, List<StepDefaults> defaults) throws AbortException {
        try {
            Set<String> unknown = new TreeSet<>(own.keySet());
            parameters().forEach(setting -> unknown.remove(setting.name()));
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("An entry of 'models' has the unknown parameters " + unknown
                        + ". Use those of verifyLvmCheckpoint, by their names.");
            }
            SettingValues values = SettingValues.of(
                    parameters(),
                    setting -> expanded(
                            own.containsKey(setting.name()) ? plain(own.get(setting.name())) : member(setting),
                            expand));
            for (StepDefaults ofController : defaults) {
                values = ofController.completed(values);
            }
            VerificationSettings settings = new VerificationSettings(values);
            settings.requireValid();
            return settings;
        } catch (final IllegalArgumentException | ClassCastException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** Texts of a script may still have to be put together. */
    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof CharSequence ? value.toString() : value;
    }

    /** The settings that the step has. */
    List<Setting<?>> parameters() {
        return Settings.of(Use.JENKINS);
    }

    /** What the field holds that is named after a setting; null where nothing was set. */
    private @Nullable Object member(Setting<?> setting) {
        try {
            return value(setting.name());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("There is no field for the setting " + setting + ".", e);
        }
    }

    /** The value of the field of a name; a step of another kind has fields of its own. */
    @Nullable
    Object value(String field) throws ReflectiveOperationException {
        return VerifyLvmCheckpointBuilder.class.getDeclaredField(field).get(this);
    }

    private static @Nullable Object expanded(@Nullable Object value, UnaryOperator<String> expand) {
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
        private final transient FormInspection inspection = new FormInspection();

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(final Class<? extends AbstractProject> jobType) {
            return true;
        }

        @Override
        public String getDisplayName() {
            return Messages.of("name.verify");
        }

        /** What a field is for, in a sentence. */
        public String sentence(String field) {
            return FormChecks.sentence(field);
        }

        @RequirePOST
        public FormValidation doCheckCheckpoint(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.CHECKPOINT, value));
        }

        @RequirePOST
        public FormValidation doCheckData(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.DATA, value));
        }

        @RequirePOST
        public FormValidation doCheckSeed(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.SEED, value));
        }

        @RequirePOST
        public FormValidation doCheckValidationFraction(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.VALIDATION_FRACTION, value));
        }

        @RequirePOST
        public FormValidation doCheckMaxSamples(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MAX_SAMPLES, value));
        }

        @RequirePOST
        public FormValidation doCheckRisk(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RISK, value));
        }

        @RequirePOST
        public FormValidation doCheckRiskSeed(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RISK_SEED, value));
        }

        @RequirePOST
        public FormValidation doCheckClaimBatch(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.CLAIM_BATCH, value));
        }

        @RequirePOST
        public FormValidation doCheckMetric(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.metric(value));
        }

        @RequirePOST
        public FormValidation doCheckRelativeUnstableThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RELATIVE_UNSTABLE_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckRelativeFailThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RELATIVE_FAIL_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckMinCosine(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MIN_COSINE, value));
        }

        @RequirePOST
        public FormValidation doCheckRegressionThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.REGRESSION_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckRelativeRegressionThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.RELATIVE_REGRESSION_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckMinHeldOutCosine(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.MIN_HELD_OUT_COSINE, value));
        }

        @RequirePOST
        public FormValidation doCheckServingGapThreshold(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.SERVING_GAP_THRESHOLD, value));
        }

        @RequirePOST
        public FormValidation doCheckDevices(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.DEVICES, value));
        }

        @RequirePOST
        public FormValidation doCheckBatchSize(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.BATCH_SIZE, value));
        }

        @RequirePOST
        public FormValidation doCheckThreads(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.THREADS, value));
        }

        @RequirePOST
        public FormValidation doCheckTimeoutMinutes(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.value(Settings.TIMEOUT_MINUTES, value));
        }

        @RequirePOST
        public FormValidation doCheckUnstableThreshold(
                @AncestorInPath @Nullable Job<?, ?> job,
                @QueryParameter("value") @Nullable String value,
                @QueryParameter("failThreshold") @Nullable String failThreshold,
                @QueryParameter("metric") @Nullable String metric) {
            return FormChecks.allowed(job, () -> FormChecks.thresholds(value, failThreshold, metric));
        }

        @RequirePOST
        public FormValidation doCheckFailThreshold(
                @AncestorInPath @Nullable Job<?, ?> job,
                @QueryParameter("value") @Nullable String value,
                @QueryParameter("unstableThreshold") @Nullable String unstableThreshold,
                @QueryParameter("metric") @Nullable String metric) {
            return FormChecks.allowed(job, () -> FormChecks.thresholds(unstableThreshold, value, metric));
        }

        @RequirePOST
        public FormValidation doCheckId(
                @AncestorInPath @Nullable Job<?, ?> job, @QueryParameter("value") @Nullable String value) {
            return FormChecks.allowed(job, () -> FormChecks.id(value));
        }

        /** What the verifier on an agent finds in the checkpoint that is named; for the button beside the field. */
        @RequirePOST
        public FormValidation doInspect(
                @AncestorInPath @Nullable Job<?, ?> job,
                @QueryParameter("checkpoint") @Nullable String checkpoint,
                @QueryParameter("agent") @Nullable String agent) {
            return inspection.of(job, checkpoint, agent);
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
