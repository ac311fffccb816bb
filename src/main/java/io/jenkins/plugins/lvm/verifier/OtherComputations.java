package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.CheckpointVerification.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Actual;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds what a device computed against another computation of the same rows: on another device, or in float64.
 *
 * @param judged what the device reached
 * @param actual the statistics of that
 */
record OtherComputations(OpenCheckpoint subject, DefinitionScores judged, Actual actual) {
    /** As far as float32 sums in another order go: a device that is further off would contradict claims. */
    private static final double MEAN_TOLERANCE = Gap.EXACT;
    /** TF32, which is to be off, goes beyond. */
    private static final double ROW_TOLERANCE = 1e-3;

    /**
     * Compares.
     *
     * @param first what the first of several devices reached; null if this is the first
     * @param exact the cosine of each row in float64; null if it was not computed
     */
    List<Comparison> compare(final Outcome first, final float[] exact) {
        final List<Comparison> comparisons = new ArrayList<>();
        if (first != null) {
            comparisons.add(
                    compare(Reference.DEVICE, first.verification().device().used(), first.cosines()));
        }
        if (exact != null) {
            comparisons.add(compare(Reference.PRECISION, "cpu float64", exact));
        }
        return comparisons;
    }

    private Comparison compare(final Reference reference, final String with, final float[] theirs) {
        double largest = 0;
        int largestAt = 0;
        for (int position = 0; position < theirs.length; position++) {
            final double difference = Math.abs(judged.cosines()[position] - theirs[position]);
            if (difference > largest) {
                largest = difference;
                largestAt = position;
            }
        }
        final double value = DefinitionScores.ofStored(theirs).mean(subject.kind(), subject.batch());
        final double difference = actual.value() - value;
        return new Comparison(
                reference,
                with,
                difference,
                largest,
                largestAt,
                MEAN_TOLERANCE,
                ROW_TOLERANCE,
                Math.abs(difference) <= MEAN_TOLERANCE && largest <= ROW_TOLERANCE);
    }
}
