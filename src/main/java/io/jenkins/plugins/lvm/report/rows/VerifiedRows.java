package io.jenkins.plugins.lvm.report.rows;

import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The rows of one verification and where their cosines are.
 *
 * @param cosines file with the cosine of each row in evaluation order, little-endian float32; it may be missing
 * @param rows how many there are
 * @param rowsSha256 SHA-256 over their numbers in that order, each a little-endian int64
 * @param sequences how many rows the data has
 * @param data digest that tells one file of data from another
 */
public record VerifiedRows(Path cosines, long rows, String rowsSha256, long sequences, String data) {
    /** More are not compared on a page: reading them would keep the controller busy. */
    static final long MOST_ROWS = 20_000_000;

    private static final int BLOCK = 8192;

    /** Those of a verification whose build keeps its cosines in a file. */
    public static VerifiedRows of(Verification verification, Path cosines) {
        return new VerifiedRows(
                cosines,
                verification.split().validationRows(),
                verification.split().rowsSha256(),
                verification.data().sequences(),
                verification.data().fingerprint());
    }

    /** Whether the build keeps a cosine of each row. */
    boolean areKept() throws IOException {
        return Files.isRegularFile(cosines) && Files.size(cosines) == rows * RowCosines.ROW_BYTES;
    }

    /**
     * Number in the file of the first row where the rows follow each other there: a report names rows by a digest of their numbers, and
     * the first ones and the last ones can be tried.
     */
    OptionalLong firstRow() {
        if (rows < 1 || rows > MOST_ROWS) {
            return OptionalLong.empty();
        }
        for (long first : new long[] {0, sequences - rows}) {
            if (first >= 0 && rowsSha256.equals(digest(first, rows))) {
                return OptionalLong.of(first);
            }
        }
        return OptionalLong.empty();
    }

    private static String digest(long first, long rows) {
        return Sha256.hex(digest -> {
            ByteBuffer block = ByteBuffer.allocate(BLOCK * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long row = first; row < first + rows; row++) {
                block.putLong(row);
                if (!block.hasRemaining() || row == first + rows - 1) {
                    digest.update(block.array(), 0, block.position());
                    block.clear();
                }
            }
        });
    }
}
