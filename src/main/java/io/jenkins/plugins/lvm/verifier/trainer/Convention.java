package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Space;
import org.jspecify.annotations.Nullable;

/**
 * How a trainer measured the metric that it wrote into its checkpoint.
 *
 * @param trainer the trainer recognised
 * @param space what its cosine is taken between
 * @param kind how it averages
 * @param batchSize its validation batch size
 * @param unsupported why its claim cannot be recomputed; null if it can
 * @param split the rows it measured on
 */
public record Convention(
        Trainer trainer, Space space, MeanKind kind, int batchSize, @Nullable String unsupported, SplitPlan split) {}
