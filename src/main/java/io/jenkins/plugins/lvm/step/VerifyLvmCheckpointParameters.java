package io.jenkins.plugins.lvm.step;

import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The parameters of a Pipeline step, each that of the build step, which alone holds, checks and describes them. They stand here by name
 * because Snippet Generator, Steps Reference, GDSL and the checks of Declarative Pipelines look for them here; a test holds both together.
 */
public abstract class VerifyLvmCheckpointParameters extends Step {
    private final VerifyLvmCheckpointBuilder delegate;

    VerifyLvmCheckpointParameters(VerifyLvmCheckpointBuilder delegate) {
        this.delegate = delegate;
    }

    /** The build step with these parameters. */
    VerifyLvmCheckpointBuilder delegate() {
        return delegate;
    }

    public @Nullable String getCheckpoint() {
        return delegate.getCheckpoint();
    }

    public @Nullable String getData() {
        return delegate.getData();
    }

    public @Nullable String getSplit() {
        return delegate.getSplit();
    }

    @DataBoundSetter
    public void setSplit(@Nullable String split) {
        delegate.setSplit(split);
    }

    public @Nullable Integer getSeed() {
        return delegate.getSeed();
    }

    @DataBoundSetter
    public void setSeed(@Nullable Integer seed) {
        delegate.setSeed(seed);
    }

    public @Nullable Double getValidationFraction() {
        return delegate.getValidationFraction();
    }

    @DataBoundSetter
    public void setValidationFraction(@Nullable Double validationFraction) {
        delegate.setValidationFraction(validationFraction);
    }

    public @Nullable String getPermutation() {
        return delegate.getPermutation();
    }

    @DataBoundSetter
    public void setPermutation(@Nullable String permutation) {
        delegate.setPermutation(permutation);
    }

    public @Nullable Integer getMaxSamples() {
        return delegate.getMaxSamples();
    }

    @DataBoundSetter
    public void setMaxSamples(@Nullable Integer maxSamples) {
        delegate.setMaxSamples(maxSamples);
    }

    public @Nullable Double getRisk() {
        return delegate.getRisk();
    }

    @DataBoundSetter
    public void setRisk(@Nullable Double risk) {
        delegate.setRisk(risk);
    }

    public @Nullable Long getRiskSeed() {
        return delegate.getRiskSeed();
    }

    @DataBoundSetter
    public void setRiskSeed(@Nullable Long riskSeed) {
        delegate.setRiskSeed(riskSeed);
    }

    public @Nullable String getShard() {
        return delegate.getShard();
    }

    @DataBoundSetter
    public void setShard(@Nullable String shard) {
        delegate.setShard(shard);
    }

    public @Nullable List<Map<String, Object>> getModels() {
        return delegate.getModels();
    }

    @DataBoundSetter
    public void setModels(@Nullable List<Map<String, Object>> models) {
        delegate.setModels(models);
    }

    public @Nullable String getForward() {
        return delegate.getForward();
    }

    @DataBoundSetter
    public void setForward(@Nullable String forward) {
        delegate.setForward(forward);
    }

    public @Nullable String getServingForward() {
        return delegate.getServingForward();
    }

    @DataBoundSetter
    public void setServingForward(@Nullable String servingForward) {
        delegate.setServingForward(servingForward);
    }

    public @Nullable String getContextsKey() {
        return delegate.getContextsKey();
    }

    @DataBoundSetter
    public void setContextsKey(@Nullable String contextsKey) {
        delegate.setContextsKey(contextsKey);
    }

    public @Nullable String getTargetsKey() {
        return delegate.getTargetsKey();
    }

    @DataBoundSetter
    public void setTargetsKey(@Nullable String targetsKey) {
        delegate.setTargetsKey(targetsKey);
    }

    public @Nullable String getClaim() {
        return delegate.getClaim();
    }

    @DataBoundSetter
    public void setClaim(@Nullable String claim) {
        delegate.setClaim(claim);
    }

    public @Nullable String getForwardOnnx() {
        return delegate.getForwardOnnx();
    }

    @DataBoundSetter
    public void setForwardOnnx(@Nullable String forwardOnnx) {
        delegate.setForwardOnnx(forwardOnnx);
    }

    public boolean isGraphConstants() {
        return delegate.isGraphConstants();
    }

    @DataBoundSetter
    public void setGraphConstants(boolean graphConstants) {
        delegate.setGraphConstants(graphConstants);
    }

    public @Nullable String getPredictions() {
        return delegate.getPredictions();
    }

    @DataBoundSetter
    public void setPredictions(@Nullable String predictions) {
        delegate.setPredictions(predictions);
    }

    public @Nullable String getDevice() {
        return delegate.getDevice();
    }

    @DataBoundSetter
    public void setDevice(@Nullable String device) {
        delegate.setDevice(device);
    }

    public List<String> getDevices() {
        return delegate.getDevices();
    }

    @DataBoundSetter
    public void setDevices(@Nullable List<String> devices) {
        delegate.setDevices(devices);
    }

    public String getDevicesText() {
        return delegate.getDevicesText();
    }

    public @Nullable String getPrecision() {
        return delegate.getPrecision();
    }

    @DataBoundSetter
    public void setPrecision(@Nullable String precision) {
        delegate.setPrecision(precision);
    }

    public @Nullable String getDiagnose() {
        return delegate.getDiagnose();
    }

    @DataBoundSetter
    public void setDiagnose(@Nullable String diagnose) {
        delegate.setDiagnose(diagnose);
    }

    public @Nullable String getLibtorch() {
        return delegate.getLibtorch();
    }

    @DataBoundSetter
    public void setLibtorch(@Nullable String libtorch) {
        delegate.setLibtorch(libtorch);
    }

    public @Nullable Integer getBatchSize() {
        return delegate.getBatchSize();
    }

    @DataBoundSetter
    public void setBatchSize(@Nullable Integer batchSize) {
        delegate.setBatchSize(batchSize);
    }

    public @Nullable Integer getThreads() {
        return delegate.getThreads();
    }

    @DataBoundSetter
    public void setThreads(@Nullable Integer threads) {
        delegate.setThreads(threads);
    }

    public @Nullable Double getUnstableThreshold() {
        return delegate.getUnstableThreshold();
    }

    @DataBoundSetter
    public void setUnstableThreshold(@Nullable Double unstableThreshold) {
        delegate.setUnstableThreshold(unstableThreshold);
    }

    public @Nullable Double getFailThreshold() {
        return delegate.getFailThreshold();
    }

    @DataBoundSetter
    public void setFailThreshold(@Nullable Double failThreshold) {
        delegate.setFailThreshold(failThreshold);
    }

    public @Nullable Double getMinCosine() {
        return delegate.getMinCosine();
    }

    @DataBoundSetter
    public void setMinCosine(@Nullable Double minCosine) {
        delegate.setMinCosine(minCosine);
    }

    public @Nullable Double getServingGapThreshold() {
        return delegate.getServingGapThreshold();
    }

    @DataBoundSetter
    public void setServingGapThreshold(@Nullable Double servingGapThreshold) {
        delegate.setServingGapThreshold(servingGapThreshold);
    }

    public @Nullable String getOnMissingClaim() {
        return delegate.getOnMissingClaim();
    }

    @DataBoundSetter
    public void setOnMissingClaim(@Nullable String onMissingClaim) {
        delegate.setOnMissingClaim(onMissingClaim);
    }

    public @Nullable String getOnUnsupported() {
        return delegate.getOnUnsupported();
    }

    @DataBoundSetter
    public void setOnUnsupported(@Nullable String onUnsupported) {
        delegate.setOnUnsupported(onUnsupported);
    }

    public @Nullable String getAmbiguousForward() {
        return delegate.getAmbiguousForward();
    }

    @DataBoundSetter
    public void setAmbiguousForward(@Nullable String ambiguousForward) {
        delegate.setAmbiguousForward(ambiguousForward);
    }

    public List<QualityGate> getQualityGates() {
        return delegate.getQualityGates();
    }

    @DataBoundSetter
    public void setQualityGates(@Nullable List<QualityGate> qualityGates) {
        delegate.setQualityGates(qualityGates);
    }

    public @Nullable String getId() {
        return delegate.getId();
    }

    @DataBoundSetter
    public void setId(@Nullable String id) {
        delegate.setId(id);
    }

    public @Nullable String getModel() {
        return delegate.getModel();
    }

    @DataBoundSetter
    public void setModel(@Nullable String model) {
        delegate.setModel(model);
    }

    public boolean isAlignment() {
        return delegate.isAlignment();
    }

    @DataBoundSetter
    public void setAlignment(boolean alignment) {
        delegate.setAlignment(alignment);
    }

    public boolean isSanityOnly() {
        return delegate.isSanityOnly();
    }

    @DataBoundSetter
    public void setSanityOnly(boolean sanityOnly) {
        delegate.setSanityOnly(sanityOnly);
    }

    public boolean isAllowEmpty() {
        return delegate.isAllowEmpty();
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        delegate.setAllowEmpty(allowEmpty);
    }

    public boolean isFailBuild() {
        return delegate.isFailBuild();
    }

    @DataBoundSetter
    public void setFailBuild(boolean failBuild) {
        delegate.setFailBuild(failBuild);
    }

    public int getTimeoutMinutes() {
        return delegate.getTimeoutMinutes();
    }

    @DataBoundSetter
    public void setTimeoutMinutes(@Nullable Integer timeoutMinutes) {
        delegate.setTimeoutMinutes(timeoutMinutes);
    }

    public @Nullable String getJavaHome() {
        return delegate.getJavaHome();
    }

    @DataBoundSetter
    public void setJavaHome(@Nullable String javaHome) {
        delegate.setJavaHome(javaHome);
    }

    public @Nullable String getJunit() {
        return delegate.getJunit();
    }

    @DataBoundSetter
    public void setJunit(@Nullable String junit) {
        delegate.setJunit(junit);
    }

    public @Nullable String getHeldOut() {
        return delegate.getHeldOut();
    }

    @DataBoundSetter
    public void setHeldOut(@Nullable String heldOut) {
        delegate.setHeldOut(heldOut);
    }

    public @Nullable String getSiblings() {
        return delegate.getSiblings();
    }

    @DataBoundSetter
    public void setSiblings(@Nullable String siblings) {
        delegate.setSiblings(siblings);
    }

    public @Nullable String getBank() {
        return delegate.getBank();
    }

    @DataBoundSetter
    public void setBank(@Nullable String bank) {
        delegate.setBank(bank);
    }

    public @Nullable String getBaseline() {
        return delegate.getBaseline();
    }

    @DataBoundSetter
    public void setBaseline(@Nullable String baseline) {
        delegate.setBaseline(baseline);
    }

    public @Nullable String getBaselineJob() {
        return delegate.getBaselineJob();
    }

    @DataBoundSetter
    public void setBaselineJob(@Nullable String baselineJob) {
        delegate.setBaselineJob(baselineJob);
    }

    public @Nullable Double getRegressionThreshold() {
        return delegate.getRegressionThreshold();
    }

    @DataBoundSetter
    public void setRegressionThreshold(@Nullable Double regressionThreshold) {
        delegate.setRegressionThreshold(regressionThreshold);
    }

    public @Nullable Double getRelativeRegressionThreshold() {
        return delegate.getRelativeRegressionThreshold();
    }

    @DataBoundSetter
    public void setRelativeRegressionThreshold(@Nullable Double relativeRegressionThreshold) {
        delegate.setRelativeRegressionThreshold(relativeRegressionThreshold);
    }

    public @Nullable Double getMinHeldOutCosine() {
        return delegate.getMinHeldOutCosine();
    }

    @DataBoundSetter
    public void setMinHeldOutCosine(@Nullable Double minHeldOutCosine) {
        delegate.setMinHeldOutCosine(minHeldOutCosine);
    }

    public @Nullable String getAttest() {
        return delegate.getAttest();
    }

    @DataBoundSetter
    public void setAttest(@Nullable String attest) {
        delegate.setAttest(attest);
    }

    public @Nullable String getSignKey() {
        return delegate.getSignKey();
    }

    @DataBoundSetter
    public void setSignKey(@Nullable String signKey) {
        delegate.setSignKey(signKey);
    }

    public @Nullable String getRowDigests() {
        return delegate.getRowDigests();
    }

    @DataBoundSetter
    public void setRowDigests(@Nullable String rowDigests) {
        delegate.setRowDigests(rowDigests);
    }

    public boolean isDescribeBuild() {
        return delegate.isDescribeBuild();
    }

    @DataBoundSetter
    public void setDescribeBuild(boolean describeBuild) {
        delegate.setDescribeBuild(describeBuild);
    }

    public boolean isLoose() {
        return delegate.isLoose();
    }

    @DataBoundSetter
    public void setLoose(boolean loose) {
        delegate.setLoose(loose);
    }

    public @Nullable String getWeights() {
        return delegate.getWeights();
    }

    @DataBoundSetter
    public void setWeights(@Nullable String weights) {
        delegate.setWeights(weights);
    }

    public @Nullable String getServingWeights() {
        return delegate.getServingWeights();
    }

    @DataBoundSetter
    public void setServingWeights(@Nullable String servingWeights) {
        delegate.setServingWeights(servingWeights);
    }

    public int getClaimBatch() {
        return delegate.getClaimBatch();
    }

    @DataBoundSetter
    public void setClaimBatch(int claimBatch) {
        delegate.setClaimBatch(claimBatch);
    }

    public @Nullable String getMetric() {
        return delegate.getMetric();
    }

    @DataBoundSetter
    public void setMetric(@Nullable String metric) {
        delegate.setMetric(metric);
    }

    public @Nullable Double getRelativeUnstableThreshold() {
        return delegate.getRelativeUnstableThreshold();
    }

    @DataBoundSetter
    public void setRelativeUnstableThreshold(@Nullable Double relativeUnstableThreshold) {
        delegate.setRelativeUnstableThreshold(relativeUnstableThreshold);
    }

    public @Nullable Double getRelativeFailThreshold() {
        return delegate.getRelativeFailThreshold();
    }

    @DataBoundSetter
    public void setRelativeFailThreshold(@Nullable Double relativeFailThreshold) {
        delegate.setRelativeFailThreshold(relativeFailThreshold);
    }

    public List<String> getInput() {
        return delegate.getInput();
    }

    @DataBoundSetter
    public void setInput(@Nullable List<String> input) {
        delegate.setInput(input);
    }

    public String getInputText() {
        return delegate.getInputText();
    }

    public @Nullable String getRowsKey() {
        return delegate.getRowsKey();
    }

    @DataBoundSetter
    public void setRowsKey(@Nullable String rowsKey) {
        delegate.setRowsKey(rowsKey);
    }
}
