package io.jenkins.plugins.lvm.step;

import io.jenkins.plugins.lvm.report.VerificationStore;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.List;

/**
 * What one step verifies and how: its parameters with variables expanded and defaults applied. {@code null} means "decide from
 * the evidence".
 *
 * @param checkpoint path or Ant pattern in the workspace, or an absolute path
 * @param data path of the npz, absolute or in the workspace
 * @param id name of the result within the build, or null
 * @param model name of the series, or null
 * @param allowEmpty whether a pattern may match nothing
 * @param failBuild whether the verdict FAILED fails the build
 * @param timeoutMinutes how long a verification may take
 * @param javaHome folder of the Java to use on the agent, or null
 * @param junit file in the workspace for the gates as JUnit XML, or null
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
        String device,
        String libtorch,
        int batchSize,
        int threads,
        GateSettings gates,
        String id,
        String model,
        boolean allowEmpty,
        boolean failBuild,
        int timeoutMinutes,
        String javaHome,
        String junit,
        boolean describeBuild) {

    /**
     * Refuses what cannot be meant.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    void requireValid() {
        new GateEvaluator(gates).gates();
        if (id != null && !VerificationStore.isValidId(id)) {
            throw new IllegalArgumentException("The id '" + id
                    + "' becomes part of a file name and of a URL; use up to 120 letters, digits, '.', '_' and '-'.");
        }
        if (validationFraction != null && !(validationFraction > 0 && validationFraction < 1)) {
            throw new IllegalArgumentException(
                    "validationFraction is " + validationFraction + "; it lies between 0 and 1.");
        }
    }

    /** The request for these files of the agent. */
    VerificationRequest request(final List<String> checkpoints, final String dataFile) {
        return VerificationRequest.of(checkpoints, dataFile)
                .split(split)
                .seed(seed)
                .validationFraction(validationFraction)
                .permutation(permutation)
                .maxSamples(maxSamples)
                .forward(forward)
                .servingForward(servingForward)
                .device(device)
                .libtorch(libtorch)
                .batchSize(batchSize)
                .threads(threads)
                .gates(gates)
                .build();
    }
}
