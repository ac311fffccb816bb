package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import io.jenkins.plugins.lvm.report.VerificationStore;
import io.jenkins.plugins.lvm.verifier.contract.Consequence;
import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.Setting;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Kind;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.contract.SettingValues;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one step verifies and how: its parameters with variables expanded.
 *
 * @param values what was set
 */
record VerificationSettings(SettingValues values) {
    private static final Gson GSON = new Gson();
    /** Where version 0.1 kept thresholds and consequences. */
    private static final String GATES = "gates";

    /** What is set, else what applies then; null where that is decided from the evidence. */
    <T> @Nullable T get(Setting<T> setting) {
        return values.get(setting);
    }

    /** What is set, else the default; for settings that are required or have a default. */
    <T> T getOrDefault(Setting<T> setting) {
        return values.getOrDefault(setting);
    }

    /** Path or Ant pattern in the workspace, or an absolute path. */
    String checkpoint() {
        return getOrDefault(Settings.CHECKPOINT).get(0);
    }

    /** As text that {@link #fromJson} reads, also after the controller has been started anew. */
    String toJson() {
        JsonObject json = new JsonObject();
        values.asMap().forEach((setting, value) -> json.add(setting.name(), GSON.toJsonTree(value)));
        return json.toString();
    }

    /** Reads what {@link #toJson} wrote, of this version or of 0.1. */
    static VerificationSettings fromJson(String json) {
        JsonObject object = GSON.fromJson(json, JsonObject.class);
        if (object.has(GATES)) {
            flatten(object);
        }
        return new VerificationSettings(SettingValues.of(
                Settings.of(Use.JENKINS, Use.SERVICE_STEP), setting -> raw(setting, object.get(setting.name()))));
    }

    /** One verification as it always was, several as a list. */
    static String toJson(List<VerificationSettings> all) {
        return all.size() == 1
                ? all.get(0).toJson()
                : "[" + all.stream().map(VerificationSettings::toJson).collect(Collectors.joining(",")) + "]";
    }

    /** What {@link #toJson(List)} wrote. */
    static List<VerificationSettings> allFromJson(String json) {
        JsonElement parsed = GSON.fromJson(json, JsonElement.class);
        return parsed.isJsonArray()
                ? parsed.getAsJsonArray().asList().stream()
                        .map(one -> fromJson(GSON.toJson(one)))
                        .toList()
                : List.of(fromJson(json));
    }

    private static void flatten(JsonObject object) {
        for (Map.Entry<String, JsonElement> gate : object.getAsJsonObject(GATES).entrySet()) {
            object.add(gate.getKey(), gate.getValue());
        }
        for (Setting<?> setting :
                List.of(Settings.ON_MISSING_CLAIM, Settings.ON_UNSUPPORTED, Settings.AMBIGUOUS_FORWARD)) {
            if (object.has(setting.name())) {
                Criticality criticality = GSON.fromJson(object.get(setting.name()), Criticality.class);
                object.addProperty(setting.name(), Consequence.wordFor(criticality));
            }
        }
    }

    private static @Nullable Object raw(Setting<?> setting, @Nullable JsonElement json) {
        if (json == null || json.isJsonNull()) {
            return null;
        }
        if (setting.kind() == Kind.GATES) {
            return GSON.fromJson(json, new TypeToken<List<Gate>>() {});
        }
        return json.isJsonArray() ? GSON.fromJson(json, new TypeToken<List<String>>() {}) : json.getAsString();
    }

    /** Name of the metric that the claim is a number of; null for the cosine. */
    @Nullable
    String metric() {
        return values.gates().metric();
    }

    /**
     * Refuses what cannot be meant.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    void requireValid() {
        for (Setting<?> setting : Settings.of(Use.JENKINS)) {
            if (setting.isRequired() && get(setting) == null) {
                throw new IllegalArgumentException("The parameter '" + setting + "' is empty. Give a path.");
            }
        }
        ServiceRequest.of(values);
        GateEvaluator gates = new GateEvaluator(values.gates());
        requireId(get(Settings.ID));
        if (getOrDefault(Settings.SANITY_ONLY) && get(Settings.ATTEST) != null) {
            throw new IllegalArgumentException(
                    "'attest' needs a whole verification: 'sanityOnly' judges no claim. Leave out one of them.");
        }
        if (gates.isOfRanks() && get(Settings.ATTEST) != null) {
            throw new IllegalArgumentException(
                    "'attest' binds what each row reaches by itself, and the metric " + gates.metric()
                            + " looks for each target among those of all rows: there is no attestation of it."
                            + " Leave out 'attest'.");
        }
        if (get(Settings.SIGN_KEY) != null && get(Settings.ATTEST) == null) {
            throw new IllegalArgumentException("'signKey' signs an attestation: name its file with 'attest'.");
        }
    }

    /** Refuses what cannot be the name of a result. */
    static void requireId(@Nullable String id) {
        if (id != null && !VerificationStore.isValidId(id)) {
            throw new IllegalArgumentException("The id '" + id
                    + "' becomes part of a file name and of a URL; use up to 120 letters, digits, '.', '_' and '-'.");
        }
    }

    /** The service that is asked. */
    @Nullable
    ServiceRequest service() {
        return ServiceRequest.of(values);
    }

    /** Names of the devices to verify on, in the order of the results. */
    List<String> devicesAsked() {
        List<String> devices = get(Settings.DEVICES);
        return devices == null ? List.of(get(Settings.DEVICE)) : devices;
    }

    /**
     * The request for these files of the agent.
     *
     * @param inWorkspace makes a path absolute that may be relative to the workspace
     * @param baselines what these are held against
     * @param earlier what is known of other checkpoints
     */
    VerificationRequest request(
            List<String> checkpoints,
            UnaryOperator<String> inWorkspace,
            List<BaselineSource> baselines,
            List<EarlierClaim> earlier) {
        return VerificationRequest.of(checkpoints, inWorkspace.apply(getOrDefault(Settings.DATA)))
                .set(values.withPaths(inWorkspace))
                .baselines(baselines)
                .earlier(earlier)
                .build();
    }

    /** The request to join these parts. */
    VerificationRequest merging(String checkpoint, List<String> parts) {
        return VerificationRequest.of(List.of(checkpoint), getOrDefault(Settings.DATA))
                .set(values)
                .parts(parts)
                .build();
    }
}
