package io.jenkins.plugins.lvm.verifier.evaluation;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Comparison;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Reference;
import io.jenkins.plugins.lvm.verifier.diagnosis.Gap;

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

    /** With what the first of several devices reached: its name, and the cosine of each row. */
    public Comparison withDevice(String first, float[] theirs) {
        return compare(Reference.DEVICE, first, theirs);
    }

    /** With the cosine of each row computed in float64. */
    public Comparison withFloat64(float[] theirs) {
        return compare(Reference.PRECISION, "cpu float64", theirs);
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
