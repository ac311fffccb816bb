package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.checkpoint.StatedMetric;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Claim;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a claim of the metric that a checkpoint states and of how its trainer measures. */
public final class Claims {
    private Claims() {}

    /** The claim; null if the checkpoint states none that is a number. */
    public static @Nullable Claim claim(final @Nullable StatedMetric stated, final Convention convention) {
        Double value = stated == null ? null : stated.value();
        if (stated == null || value == null) {
            return null;
        }
        return new Claim(
                value,
                stated.metric(),
                convention.space(),
                convention.kind(),
                convention.kind() == MeanKind.BATCH_MEAN ? convention.batchSize() : null,
                stated.source(),
                true,
                null);
    }

    /** What is to be said of a metric that cannot be a claim. */
    public static List<Finding> findings(final @Nullable StatedMetric stated) {
        if (stated == null || stated.isUsable()) {
            return List.of();
        }
        return List.of(new Finding(
                "CLAIM_UNUSABLE",
                Severity.WARNING,
                "The claim is not a cosine",
                stated.problem() + ", so there is nothing to hold the model against.",
                Map.of("source", stated.source()),
                null));
    }
}
