package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of rows, as their files hold them.
 *
 * @param cosines little-endian float32; null if they are not all there
 * @param metric what a metric other than the cosine keeps, little-endian float64; null of the cosine, and if they are not all there
 */
public record RowNumbers(byte @Nullable [] cosines, byte @Nullable [] metric) {
    /** Those of some of the rows, from one on. */
    public RowNumbers of(long first, long rows) {
        return new RowNumbers(
                part(cosines, first, rows, RowCosines.ROW_BYTES), part(metric, first, rows, RowMetrics.ROW_BYTES));
    }

    private static byte @Nullable [] part(byte @Nullable [] all, long first, long rows, int rowBytes) {
        return all == null
                ? null
                : Arrays.copyOfRange(
                        all, Math.toIntExact(first * rowBytes), Math.toIntExact((first + rows) * rowBytes));
    }
}
