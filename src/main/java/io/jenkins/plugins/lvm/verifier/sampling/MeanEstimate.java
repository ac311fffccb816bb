package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.risk.ConfidenceSequence;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.Arrays;

/** What is known of one {@link Quantity} while rows are drawn. */
final class MeanEstimate {
    private final Quantity quantity;
    private final RowStrata strata;
    private final double weight;
    private final double restMean;
    private final ConfidenceSequence sequence;

    /**
     * @param risk of ever giving an interval that misses the mean
     * @param rest the rows that are always read
     */
    MeanEstimate(Quantity quantity, RowStrata strata, double risk, DrawnRows rest) {
        this.quantity = quantity;
        this.strata = strata;
        this.weight = strata.weight(quantity.kind());
        double sum = 0;
        for (int row = 0; row < strata.rest(); row++) {
            sum += quantity.value().of(rest, row);
        }
        restMean = strata.rest() == 0 ? 0 : sum / strata.rest();
        sequence = new ConfidenceSequence(
                strata.drawable(),
                quantity.range(),
                risk,
                Arrays.stream(quantity.targets()).map(this::ofDrawable).toArray());
    }

    /** What mean of the drawable rows makes this mean of all. */
    private double ofDrawable(double all) {
        return (all - (1 - weight) * restMean) / weight;
    }

    private double ofAll(double drawable) {
        return weight * drawable + (1 - weight) * restMean;
    }

    void add(DrawnRows rows, int count) {
        for (int row = 0; row < count; row++) {
            sequence.add(quantity.value().of(rows, row));
        }
    }

    private Interval interval() {
        return sequence.interval().map(this::ofAll);
    }

    /** What is known of it. */
    Drawn.Known known() {
        double sampleWeight = strata.weight(MeanKind.SAMPLE_MEAN);
        return new Drawn.Known(
                ofAll(sequence.mean()), sampleWeight * sequence.mean() + (1 - sampleWeight) * restMean, interval());
    }
}
