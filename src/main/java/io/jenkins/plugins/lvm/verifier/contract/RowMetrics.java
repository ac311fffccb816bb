package io.jenkins.plugins.lvm.verifier.contract;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file beside a report that holds what a metric other than the cosine keeps of every validation row: little-endian float64 in
 * evaluation order, one verification after the other, nothing else. It is {@code metric.f64} beside {@code report.json}, else
 * {@code NAME.metric.f64}.
 */
public final class RowMetrics {
    /** Bytes of one row. */
    public static final int ROW_BYTES = Double.BYTES;

    private RowMetrics() {}

    /** Where the values of a report are. */
    public static Path beside(Path report) {
        return RowCosines.beside(report, "metric.f64");
    }

    /** Where the values are whose cosines are in this file. */
    public static Path besideCosines(Path cosines) {
        String name = cosines.getFileName().toString();
        String stem =
                name.endsWith("cosines.f32") ? name.substring(0, name.length() - "cosines.f32".length()) : name + ".";
        return cosines.resolveSibling(stem + "metric.f64");
    }

    /** Writes the values of all verifications of a report so that a reader sees all of them or nothing. */
    static void write(List<double[]> values, Path report) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        AtomicFile.write(beside(report.toAbsolutePath()), aside -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
                for (double[] rows : values) {
                    for (double value : rows) {
                        out.writeLong(Long.reverseBytes(Double.doubleToLongBits(value)));
                    }
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
        return RowCosines.bytes(file, before, rows, all, ROW_BYTES).map(bytes -> {
            double[] values = new double[(int) rows];
            bytes.asDoubleBuffer().get(values);
            return values;
        });
    }
}
