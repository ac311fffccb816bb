package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint records of the run that wrote it.
 *
 * @param epoch that it states
 * @param steps that its optimizer has taken; null if it stores none
 * @param stepsPerEpoch what an epoch can have: with its last short batch, and without it; empty if nobody can tell the rows trained on
 * @param betterBefore an earlier entry of its history that is better in cosine and in loss, of a checkpoint that is called the
 *     best
 */
public record RunFacts(
        @Nullable Long epoch, @Nullable Long steps, List<Long> stepsPerEpoch, @Nullable Better betterBefore) {
    public RunFacts {
        stepsPerEpoch = List.copyOf(stepsPerEpoch);
    }

    /** An epoch that is better than the one stored, with what both reached. */
    public record Better(String name, double cosine, double storedCosine) {}
}
