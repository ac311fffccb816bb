package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a device computed against another computation of the same rows: on another device, or in float64.
 *
 * @param judged what the device reached
 * @param value the number of the claim's kind that was made of it
 * @param kind of mean that it is
 * @param batchSize rows in a batch of the trainer's validation
 */
public record DeviceComparison(DefinitionScores judged, double value, MeanKind kind, int batchSize) {
    /** As far as float32 sums in another order go: a device that is further off would contradict claims. */
    private static final double MEAN_TOLERANCE = Gap.DEVICES;
    /** TF32, which is to be off, goes beyond. */
    private static final double ROW_TOLERANCE = 1e-3;

    /**
     * With each computation that there is.
     *
     * @param first name of the first of several devices; null on that one
     * @param theirs the cosine of each row that it reached
     * @param exact the cosine of each row computed in float64; null where it was not
     */
    public List<Comparison> with(@Nullable String first, float @Nullable [] theirs, float @Nullable [] exact) {
        List<Comparison> comparisons = new ArrayList<>();
        if (first != null && theirs != null) {
            comparisons.add(compare(Reference.DEVICE, first, theirs));
        }
        if (exact != null) {
            comparisons.add(compare(Reference.PRECISION, "cpu float64", exact));
        }
        return List.copyOf(comparisons);
    }

    private Comparison compare(Reference reference, String with, float[] theirs) {
        double largest = 0;
        int largestAt = 0;
        for (int position = 0; position < theirs.length; position++) {
            double rowDifference = Math.abs(judged.cosines()[position] - theirs[position]);
            if (rowDifference > largest) {
                largest = rowDifference;
                largestAt = position;
            }
        }
        double difference = value - DefinitionScores.ofStored(theirs).mean(kind, batchSize);
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
