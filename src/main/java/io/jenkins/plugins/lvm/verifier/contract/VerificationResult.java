package io.jenkins.plugins.lvm.verifier.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A report with the numbers that it was made from.
 *
 * @param report what was found
 * @param cosines for each verification, the cosine of every validation row in evaluation order
 * @param metrics for each verification, what a metric other than the cosine keeps of every row; empty of the cosine
 */
public record VerificationResult(VerificationReport report, List<float[]> cosines, List<double[]> metrics) {

    /** Of cosines only. */
    public VerificationResult(VerificationReport report, List<float[]> cosines) {
        this(report, cosines, List.of());
    }

    /** Writes the rows' numbers, and then the report: whoever sees the report finds all. Beside a device there are no numbers. */
    public void write(Path file) throws IOException {
        if (!AtomicFile.isStream(file)) {
            RowCosines.write(cosines, file);
            RowMetrics.write(metrics, file);
        }
        ContractJson.write(report, file);
    }
}
