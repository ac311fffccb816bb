package io.jenkins.plugins.lvm.verifier.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A report with the numbers that it was made from.
 *
 * @param report what was found
 * @param cosines for each verification, the cosine of every validation row in evaluation order
 */
public record VerificationResult(VerificationReport report, List<float[]> cosines) {

    /** Writes the cosines, and then the report: whoever sees the report finds both. Beside a device there are no cosines. */
    public void write(Path file) throws IOException {
        if (!AtomicFile.isStream(file)) {
            RowCosines.write(cosines, file);
        }
        ContractJson.write(report, file);
    }
}
