package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Builds a {@link VerificationRequest} from settings. What is not set is left to the evidence and to the defaults. */
public final class VerificationRequestBuilder {
    private final List<String> checkpoints;
    private final Map<Setting<?>, Object> values = new IdentityHashMap<>();
    private DataProfile baselineProfile;
    private List<BaselineSource> baselines;
    private GateSettings gates;

    VerificationRequestBuilder(List<String> checkpoints, String data) {
        this.checkpoints = checkpoints;
        set(Settings.DATA, data);
    }

    /** One setting; null sets nothing. */
    public <T> VerificationRequestBuilder set(Setting<T> setting, T value) {
        if (value == null) {
            values.remove(setting);
        } else {
            values.put(setting, value);
        }
        return this;
    }

    /** All that somebody set, gates included. */
    public VerificationRequestBuilder set(SettingValues all) {
        values.putAll(all.asMap());
        return gates(all.gates());
    }

    private <T> T get(Setting<T> setting) {
        @SuppressWarnings("unchecked")
        T value = (T) values.get(setting);
        return value == null ? setting.defaultValue() : value;
    }

    public VerificationRequestBuilder baselineProfile(DataProfile value) {
        baselineProfile = value;
        return this;
    }

    public VerificationRequestBuilder baselines(List<BaselineSource> value) {
        baselines = value;
        return this;
    }

    public VerificationRequestBuilder gates(GateSettings value) {
        gates = value;
        return this;
    }

    public VerificationRequestBuilder split(String value) {
        return set(Settings.SPLIT, value);
    }

    public VerificationRequestBuilder seed(Long value) {
        return set(Settings.SEED, value);
    }

    public VerificationRequestBuilder validationFraction(Double value) {
        return set(Settings.VALIDATION_FRACTION, value);
    }

    public VerificationRequestBuilder permutation(String value) {
        return set(Settings.PERMUTATION, value);
    }

    public VerificationRequestBuilder maxSamples(int value) {
        return set(Settings.MAX_SAMPLES, value);
    }

    public VerificationRequestBuilder forward(String value) {
        return set(Settings.FORWARD, value);
    }

    public VerificationRequestBuilder servingForward(String value) {
        return set(Settings.SERVING_FORWARD, value);
    }

    public VerificationRequestBuilder predictions(String value) {
        return set(Settings.PREDICTIONS, value);
    }

    public VerificationRequestBuilder device(String value) {
        return set(Settings.DEVICE, value);
    }

    public VerificationRequestBuilder devices(List<String> value) {
        return set(Settings.DEVICES, value);
    }

    public VerificationRequestBuilder precision(String value) {
        return set(Settings.PRECISION, value);
    }

    public VerificationRequestBuilder libtorch(String value) {
        return set(Settings.LIBTORCH, value);
    }

    public VerificationRequestBuilder batchSize(int value) {
        return set(Settings.BATCH_SIZE, value);
    }

    public VerificationRequestBuilder threads(int value) {
        return set(Settings.THREADS, value);
    }

    public VerificationRequestBuilder diagnose(String value) {
        return set(Settings.DIAGNOSE, value);
    }

    public VerificationRequestBuilder sanity(boolean value) {
        return set(Settings.SANITY_ONLY, value);
    }

    public VerificationRequestBuilder alignment(boolean value) {
        return set(Settings.ALIGNMENT, value);
    }

    public VerificationRequestBuilder articles(List<String> value) {
        return set(Settings.ARTICLES, value);
    }

    public VerificationRequestBuilder heldOut(String value) {
        return set(Settings.HELD_OUT, value);
    }

    /** The request. */
    public VerificationRequest build() {
        return new VerificationRequest(
                VerificationRequest.SCHEMA_VERSION,
                checkpoints,
                get(Settings.DATA),
                get(Settings.SPLIT),
                get(Settings.SEED),
                get(Settings.VALIDATION_FRACTION),
                get(Settings.PERMUTATION),
                get(Settings.MAX_SAMPLES),
                get(Settings.FORWARD),
                get(Settings.SERVING_FORWARD),
                get(Settings.PREDICTIONS),
                get(Settings.DEVICE),
                get(Settings.DEVICES),
                get(Settings.PRECISION),
                get(Settings.LIBTORCH),
                get(Settings.BATCH_SIZE),
                get(Settings.THREADS),
                get(Settings.DIAGNOSE),
                get(Settings.SANITY_ONLY),
                get(Settings.ALIGNMENT),
                get(Settings.ARTICLES),
                baselineProfile,
                baselines,
                get(Settings.HELD_OUT),
                gates);
    }
}
