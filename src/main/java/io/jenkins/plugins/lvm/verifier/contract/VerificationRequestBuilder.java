package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link VerificationRequest} from settings. What is not set is left to the evidence and to the defaults. */
public final class VerificationRequestBuilder {
    private final List<String> checkpoints;
    private final Map<Setting<?>, Object> values = new IdentityHashMap<>();
    private @Nullable DataProfile baselineProfile;
    private List<BaselineSource> baselines = List.of();
    private List<EarlierClaim> earlier = List.of();
    private List<String> parts = List.of();
    private GateSettings gates = GateSettings.defaults();
    private @Nullable ServiceRequest service;

    VerificationRequestBuilder(List<String> checkpoints, String data) {
        this.checkpoints = checkpoints;
        set(Settings.DATA, data);
    }

    /** One setting; null sets nothing. */
    public <T> VerificationRequestBuilder set(Setting<T> setting, @Nullable T value) {
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
        return gates(all.gates()).service(ServiceRequest.of(all));
    }

    private <T> @Nullable T get(Setting<T> setting) {
        @SuppressWarnings("unchecked")
        T value = (T) values.get(setting);
        return value == null ? setting.defaultValue() : value;
    }

    private <T> T need(Setting<T> setting) {
        return setting.orDefault(get(setting));
    }

    private List<String> names(Setting<List<String>> setting) {
        List<String> set = get(setting);
        return set == null ? List.of() : set;
    }

    public VerificationRequestBuilder baselineProfile(@Nullable DataProfile value) {
        baselineProfile = value;
        return this;
    }

    public VerificationRequestBuilder baselines(List<BaselineSource> value) {
        baselines = value;
        return this;
    }

    public VerificationRequestBuilder earlier(List<EarlierClaim> value) {
        earlier = List.copyOf(value);
        return this;
    }

    /** Files to be joined; then nothing is verified. */
    public VerificationRequestBuilder parts(List<String> value) {
        parts = value;
        return this;
    }

    public VerificationRequestBuilder gates(GateSettings value) {
        gates = value;
        return this;
    }

    public VerificationRequestBuilder service(@Nullable ServiceRequest value) {
        service = value;
        return this;
    }

    public VerificationRequestBuilder split(@Nullable String value) {
        return set(Settings.SPLIT, value);
    }

    public VerificationRequestBuilder seed(@Nullable Long value) {
        return set(Settings.SEED, value);
    }

    public VerificationRequestBuilder validationFraction(@Nullable Double value) {
        return set(Settings.VALIDATION_FRACTION, value);
    }

    public VerificationRequestBuilder permutation(@Nullable String value) {
        return set(Settings.PERMUTATION, value);
    }

    public VerificationRequestBuilder maxSamples(int value) {
        return set(Settings.MAX_SAMPLES, value);
    }

    public VerificationRequestBuilder forward(@Nullable String value) {
        return set(Settings.FORWARD, value);
    }

    public VerificationRequestBuilder forwardOnnx(@Nullable String value) {
        return set(Settings.FORWARD_ONNX, value);
    }

    public VerificationRequestBuilder servingForward(@Nullable String value) {
        return set(Settings.SERVING_FORWARD, value);
    }

    public VerificationRequestBuilder loose(boolean value) {
        return set(Settings.LOOSE, value);
    }

    public VerificationRequestBuilder weights(@Nullable String value) {
        return set(Settings.WEIGHTS, value);
    }

    public VerificationRequestBuilder servingWeights(@Nullable String value) {
        return set(Settings.SERVING_WEIGHTS, value);
    }

    public VerificationRequestBuilder predictions(@Nullable String value) {
        return set(Settings.PREDICTIONS, value);
    }

    public VerificationRequestBuilder device(@Nullable String value) {
        return set(Settings.DEVICE, value);
    }

    public VerificationRequestBuilder devices(@Nullable List<String> value) {
        return set(Settings.DEVICES, value);
    }

    public VerificationRequestBuilder precision(@Nullable String value) {
        return set(Settings.PRECISION, value);
    }

    public VerificationRequestBuilder libtorch(@Nullable String value) {
        return set(Settings.LIBTORCH, value);
    }

    public VerificationRequestBuilder batchSize(int value) {
        return set(Settings.BATCH_SIZE, value);
    }

    public VerificationRequestBuilder threads(int value) {
        return set(Settings.THREADS, value);
    }

    public VerificationRequestBuilder diagnose(@Nullable String value) {
        return set(Settings.DIAGNOSE, value);
    }

    public VerificationRequestBuilder sanity(boolean value) {
        return set(Settings.SANITY_ONLY, value);
    }

    public VerificationRequestBuilder alignment(boolean value) {
        return set(Settings.ALIGNMENT, value);
    }

    public VerificationRequestBuilder articles(@Nullable List<String> value) {
        return set(Settings.ARTICLES, value);
    }

    public VerificationRequestBuilder heldOut(@Nullable String value) {
        return set(Settings.HELD_OUT, value);
    }

    public VerificationRequestBuilder siblings(@Nullable String value) {
        return set(Settings.SIBLINGS, value);
    }

    public VerificationRequestBuilder bank(@Nullable String value) {
        return set(Settings.BANK, value);
    }

    public VerificationRequestBuilder risk(@Nullable Double value) {
        return set(Settings.RISK, value);
    }

    public VerificationRequestBuilder riskSeed(@Nullable Long value) {
        return set(Settings.RISK_SEED, value);
    }

    public VerificationRequestBuilder shard(@Nullable String value) {
        return set(Settings.SHARD, value);
    }

    /** A sanity check is to be quick, unless somebody says otherwise. */
    private double risk() {
        Double set = get(Settings.RISK);
        return set != null ? set : need(Settings.SANITY_ONLY) ? Settings.QUICK_RISK : 0;
    }

    /** The request. */
    public VerificationRequest build() {
        return new VerificationRequest(
                VerificationRequest.SCHEMA_VERSION,
                checkpoints,
                need(Settings.DATA),
                get(Settings.CONTEXTS_KEY),
                get(Settings.TARGETS_KEY),
                names(Settings.INPUT),
                get(Settings.ROWS_KEY),
                get(Settings.CLAIM),
                need(Settings.CLAIM_BATCH),
                get(Settings.METRIC),
                need(Settings.SPLIT),
                get(Settings.SEED),
                get(Settings.VALIDATION_FRACTION),
                get(Settings.PERMUTATION),
                need(Settings.MAX_SAMPLES),
                get(Settings.FORWARD),
                get(Settings.FORWARD_ONNX),
                need(Settings.GRAPH_CONSTANTS),
                get(Settings.SERVING_FORWARD),
                need(Settings.LOOSE),
                get(Settings.WEIGHTS),
                get(Settings.SERVING_WEIGHTS),
                get(Settings.PREDICTIONS),
                need(Settings.DEVICE),
                names(Settings.DEVICES),
                need(Settings.PRECISION),
                get(Settings.LIBTORCH),
                need(Settings.BATCH_SIZE),
                need(Settings.THREADS),
                need(Settings.DIAGNOSE),
                need(Settings.SANITY_ONLY),
                need(Settings.ALIGNMENT),
                names(Settings.ARTICLES),
                baselineProfile,
                baselines,
                get(Settings.HELD_OUT),
                get(Settings.SIBLINGS),
                earlier,
                get(Settings.BANK),
                risk(),
                get(Settings.RISK_SEED),
                parts.isEmpty() ? Shard.of(get(Settings.SHARD)) : null,
                parts,
                gates,
                service,
                service == null ? get(Settings.ROW_DIGESTS) : null,
                get(Settings.ATTEST) != null);
    }
}
