package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A report with the numbers that it was made from.
 *
 * @param report what was found
 * @param cosines for each verification, the cosine of every validation row in evaluation order
 */
public record VerificationResult(VerificationReport report, List<float[]> cosines) {

    /**
     * Writes the report and, beside it, the cosines as little-endian float32, one verification after the other: {@code cosines.f32}
     * for {@code report.json}, else {@code NAME.cosines.f32}. The report comes last, so whoever sees it finds both.
     */
    public void write(final Path file) throws IOException {
        final Path target = cosinesBeside(file.toAbsolutePath());
        Files.createDirectories(target.getParent());
        final Path aside = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".tmp");
        try {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
                for (final float[] values : cosines) {
                    for (final float value : values) {
                        out.writeInt(Integer.reverseBytes(Float.floatToIntBits(value)));
                    }
                }
            }
            Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
        ContractJson.write(report, file);
    }

    /** Where the cosines of a report are. */
    public static Path cosinesBeside(final Path report) {
        final String name = report.getFileName().toString();
        final String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return report.resolveSibling(stem.equals("report") ? "cosines.f32" : stem + ".cosines.f32");
    }
}
