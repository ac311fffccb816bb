package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import io.jenkins.plugins.lvm.report.VerificationStore;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What one step verifies and how: its parameters with variables expanded and defaults applied. {@code null} means "decide from
 * the evidence".
 *
 * @param checkpoint path or Ant pattern in the workspace, or an absolute path
 * @param data path of the npz, absolute or in the workspace
 * @param alignment whether the 5-to-1 causal alignment is tested as well
 * @param sanityOnly whether a few hundred rows are looked at, and the claim is left alone
 * @param heldOut path of an npz that no trainer saw, absolute or in the workspace, or null
 * @param baseline {@code lastPassed}, {@code previous} or path of a checkpoint, or null
 * @param baselineJob job whose builds count as earlier ones; null to choose by the branch
 * @param id name of the result within the build, or null
 * @param model name of the series, or null
 * @param allowEmpty whether a pattern may match nothing
 * @param failBuild whether the verdict FAILED fails the build
 * @param timeoutMinutes how long a verification may take
 * @param javaHome folder of the Java to use on the agent, or null
 * @param junit file in the workspace for the gates as JUnit XML, or null
 * @param attest file in the workspace for the statement of what was verified, or null
 * @param describeBuild whether the build's description tells the result
 */
record VerificationSettings(
        String checkpoint,
        String data,
        String split,
        Long seed,
        Double validationFraction,
        String permutation,
        int maxSamples,
        String forward,
        String servingForward,
        String predictions,
        String device,
        List<String> devices,
        String precision,
        String diagnose,
        String libtorch,
        int batchSize,
        int threads,
        GateSettings gates,
        boolean alignment,
        boolean sanityOnly,
        String heldOut,
        String baseline,
        String baselineJob,
        String id,
        String model,
        boolean allowEmpty,
        boolean failBuild,
        int timeoutMinutes,
        String javaHome,
        String junit,
        String attest,
        boolean describeBuild) {

    VerificationSettings {
        devices = devices == null ? List.of() : List.copyOf(devices);
    }

    /** As text that {@link #fromJson} reads, also after the controller has been started anew. */
    String toJson() {
        return new Gson().toJson(this);
    }

    static VerificationSettings fromJson(final String json) {
        return new Gson().fromJson(json, VerificationSettings.class);
    }

    /**
     * Refuses what cannot be meant.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    void requireValid() {
        new GateEvaluator(gates).gates();
        requireId(id);
        if (new HashSet<>(devices).size() < devices.size()) {
            throw new IllegalArgumentException("devices names " + String.join(", ", devices) + ": one of them twice.");
        }
        requireOneOf("precision", precision, VerificationRequest.PRECISIONS);
        requireOneOf("diagnose", diagnose, VerificationRequest.DIAGNOSE);
        requireFraction(validationFraction);
        if (sanityOnly && attest != null) {
            throw new IllegalArgumentException("'attest' needs a whole verification: 'sanityOnly' judges no claim.");
        }
    }

    /** Refuses what cannot be the name of a result. */
    static void requireId(final String id) {
        if (id != null && !VerificationStore.isValidId(id)) {
            throw new IllegalArgumentException("The id '" + id
                    + "' becomes part of a file name and of a URL; use up to 120 letters, digits, '.', '_' and '-'.");
        }
    }

    /** Refuses what cannot be a share of the rows. */
    static void requireFraction(final Double fraction) {
        if (fraction != null && !(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("validationFraction is " + fraction + "; it lies between 0 and 1.");
        }
    }

    private static void requireOneOf(final String parameter, final String value, final List<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no " + parameter + "; choose one of " + String.join(", ", allowed) + ".");
        }
    }

    /** Names of the devices to verify on, in the order of the results. */
    List<String> devicesAsked() {
        return devices.isEmpty() ? List.of(device == null ? "auto" : device) : devices;
    }

    /**
     * The request for these files of the agent.
     *
     * @param inWorkspace makes a path absolute that may be relative to the workspace
     * @param baselines what these are held against
     */
    VerificationRequest request(
            final List<String> checkpoints,
            final UnaryOperator<String> inWorkspace,
            final List<BaselineSource> baselines) {
        return VerificationRequest.of(checkpoints, inWorkspace.apply(data))
                .split(split)
                .seed(seed)
                .validationFraction(validationFraction)
                .permutation(permutation)
                .maxSamples(maxSamples)
                .forward(forward)
                .servingForward(servingForward)
                .predictions(predictions == null ? null : inWorkspace.apply(predictions))
                .device(device)
                .devices(devices)
                .precision(precision)
                .diagnose(diagnose)
                .libtorch(libtorch)
                .batchSize(batchSize)
                .threads(threads)
                .alignment(alignment)
                .sanity(sanityOnly)
                .heldOut(heldOut == null ? null : inWorkspace.apply(heldOut))
                .baselines(baselines)
                .gates(gates)
                .build();
    }
}
