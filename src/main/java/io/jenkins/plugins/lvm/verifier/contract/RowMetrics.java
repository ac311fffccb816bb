package io.jenkins.plugins.lvm.verifier.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a metric other than the cosine keeps of every validation row, in {@code metric.f64} beside a report: float64, as
 * {@link RowFile} lays them out.
 */
public final class RowMetrics {
    /** Bytes of one row. */
    public static final int ROW_BYTES = Double.BYTES;

    private static final RowFile FILE = new RowFile("metric.f64", ROW_BYTES);

    private RowMetrics() {}

    /** Where the values of a report are. */
    public static Path beside(Path report) {
        return FILE.beside(report);
    }

    /** Where the values are whose cosines are in this file. */
    public static Path besideCosines(Path cosines) {
        return FILE.beside(cosines, RowCosines.FILE);
    }

    /** Writes the values of all verifications of a report. */
    static void write(List<double[]> values, Path report) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        FILE.write(report, out -> {
            for (double[] rows : values) {
                for (double value : rows) {
                    out.writeLong(Long.reverseBytes(Double.doubleToLongBits(value)));
                }
            }
        });
    }

    /**
     * Reads the values of one verification from their file.
     *
     * @param before rows of the verifications that come first in it
     * @param rows rows of this one
     * @param all rows of all of them
     * @return empty if the file is missing or is not of that many rows
     */
    public static Optional<double[]> readFile(Path file, long before, long rows, long all) {
        return FILE.bytes(file, before, rows, all).map(bytes -> {
            double[] values = new double[(int) rows];
            bytes.asDoubleBuffer().get(values);
            return values;
        });
    }
}
