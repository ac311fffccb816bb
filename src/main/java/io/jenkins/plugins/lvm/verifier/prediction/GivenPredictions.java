package io.jenkins.plugins.lvm.verifier.prediction;

import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A request whose data are targets and whose checkpoints are predictions of them: files that end in {@code .npy}. There is no model, so
 * that whatever is about one is refused.
 */
public final class GivenPredictions {
    private static final String SUFFIX = ".npy";

    private GivenPredictions() {}

    /** Whether there are predictions in place of checkpoints. */
    public static boolean are(VerificationRequest request) {
        return isArray(request.data()) || request.checkpoints().stream().anyMatch(GivenPredictions::isArray);
    }

    private static boolean isArray(String path) {
        return path.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    /**
     * Refuses what needs a model, and what is not predictions with their targets.
     *
     * @throws VerifierException if the request asks for that, or a baseline cannot be read
     */
    public static void requireSupported(VerificationRequest request) {
        request.checkpoints().stream()
                .filter(path -> isArray(path) != isArray(request.data()))
                .findFirst()
                .ifPresent(path -> {
                    throw new VerifierException(
                            Reason.USAGE,
                            isArray(path)
                                    ? path + " holds predictions, and " + request.data()
                                            + " does not hold targets alone."
                                    : request.data() + " holds targets alone, and " + path + " is not predictions.",
                            "Give predictions and targets both as .npy, or a checkpoint with its data.");
                });
        boolean asksForModel = Stream.of(
                                request.forward(),
                                request.forwardOnnx(),
                                request.servingForward(),
                                request.weights(),
                                request.servingWeights(),
                                request.predictions(),
                                request.heldOut(),
                                request.bank(),
                                request.shard(),
                                request.service(),
                                request.rowDigests())
                        .anyMatch(Objects::nonNull)
                || Stream.of(
                                request.alignment(),
                                request.loose(),
                                request.sanity(),
                                !request.input().isEmpty())
                        .anyMatch(asked -> asked);
        if (asksForModel || request.baselines().stream().anyMatch(source -> source.report() == null)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "There are predictions in place of a checkpoint, and something is asked for that needs a model.",
                    "Leave out forward definitions, weights, inputs, held-out rows, alignment, services, parts, digests of rows, "
                            + "and give a baseline by its report.");
        }
        if (!Stream.of("auto", "all").toList().contains(request.split())
                || request.maxSamples() > 0
                || request.rowsKey() != null) {
            throw new VerifierException(
                    Reason.USAGE,
                    "There are predictions in place of a checkpoint, and all of their rows are scored: split "
                            + PrintableText.of(request.split()) + " or a choice of rows cannot be made.",
                    "Write the predictions of the rows that validate, and their targets.");
        }
        for (BaselineSource baseline : request.baselines()) {
            StoredBaseline.read(Path.of(baseline.report()));
        }
    }
}
