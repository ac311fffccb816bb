package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.risk.Interval;

/**
 * A mean over rows that gates depend on.
 *
 * @param range of one row's value, whatever the model does
 * @param kind of mean
 * @param targets what the mean is to be told from
 * @param value of one row
 */
public record Quantity(Interval range, MeanKind kind, double[] targets, RowValue value) {

    /** What one row contributes. */
    @FunctionalInterface
    public interface RowValue {
        double of(DrawnRows rows, int row);
    }
}
