package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What somebody set, by setting; each of the type that its setting has. */
public final class SettingValues {
    private final Map<Setting<?>, Object> values;

    private SettingValues(Map<Setting<?>, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Converts what somebody wrote.
     *
     * @param settings which ones
     * @param raw what stands for a setting's value; null where nothing is set
     * @throws IllegalArgumentException if a value is wrong; the message is for the user
     */
    public static SettingValues of(Iterable<Setting<?>> settings, Function<Setting<?>, @Nullable Object> raw) {
        Map<Setting<?>, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : settings) {
            Object value = setting.convert(raw.apply(setting));
            if (value != null) {
                values.put(setting, value);
            }
        }
        return new SettingValues(values);
    }

    /** What is set, else what applies then; null where that is decided from the evidence. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? setting.defaultValue() : (T) value;
    }

    /** What is set, else the default; for settings that are required or have a default. */
    public <T> T getOrDefault(Setting<T> setting) {
        return setting.orDefault(get(setting));
    }

    /** What is set, and nothing else. */
    public Map<Setting<?>, Object> asMap() {
        return values;
    }

    /** The same with another default of a setting. */
    public <T> SettingValues orElse(Setting<T> setting, T value) {
        Map<Setting<?>, Object> all = new LinkedHashMap<>(values);
        all.putIfAbsent(setting, value);
        return new SettingValues(all);
    }

    /** The same with each file's path replaced. */
    public SettingValues withPaths(UnaryOperator<String> replace) {
        Map<Setting<?>, Object> replaced = new LinkedHashMap<>(values);
        replaced.replaceAll((setting, value) -> setting.kind() == Kind.PATH ? replace.apply((String) value) : value);
        return new SettingValues(replaced);
    }

    /** Thresholds and consequences. */
    public GateSettings gates() {
        return GateSettings.builder()
                .metric(get(Settings.METRIC))
                .relativeUnstableThreshold(get(Settings.RELATIVE_UNSTABLE_THRESHOLD))
                .relativeFailThreshold(get(Settings.RELATIVE_FAIL_THRESHOLD))
                .unstableThreshold(get(Settings.UNSTABLE_THRESHOLD))
                .failThreshold(get(Settings.FAIL_THRESHOLD))
                .minCosine(get(Settings.MIN_COSINE))
                .servingGapThreshold(get(Settings.SERVING_GAP_THRESHOLD))
                .regressionThreshold(get(Settings.REGRESSION_THRESHOLD))
                .relativeRegressionThreshold(get(Settings.RELATIVE_REGRESSION_THRESHOLD))
                .minHeldOutCosine(get(Settings.MIN_HELD_OUT_COSINE))
                .onMissingClaim(Consequence.criticality(get(Settings.ON_MISSING_CLAIM)))
                .onUnsupported(Consequence.criticality(get(Settings.ON_UNSUPPORTED)))
                .ambiguousForward(Consequence.criticality(get(Settings.AMBIGUOUS_FORWARD)))
                .qualityGates(get(Settings.QUALITY_GATES))
                .build();
    }
}
