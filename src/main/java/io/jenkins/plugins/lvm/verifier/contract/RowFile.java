package io.jenkins.plugins.lvm.verifier.contract;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file beside a report that holds a number of every validation row: little-endian, in evaluation order, one verification after the
 * other, nothing else. Beside {@code report.json} it has the name of its kind, else {@code NAME.} before it.
 *
 * @param kind its name beside {@code report.json}
 * @param rowBytes bytes of one row
 */
record RowFile(String kind, int rowBytes) {

    /** Where the file of a report is. */
    Path beside(Path report) {
        String name = String.valueOf(report.getFileName());
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return report.resolveSibling(stem.equals("report") ? kind : stem + "." + kind);
    }

    /** Where the file is that stands beside one of another kind. */
    Path beside(Path other, RowFile itsKind) {
        String name = String.valueOf(other.getFileName());
        String stem =
                name.endsWith(itsKind.kind) ? name.substring(0, name.length() - itsKind.kind.length()) : name + ".";
        return other.resolveSibling(stem + kind);
    }

    /** Writes all numbers. */
    @FunctionalInterface
    interface Numbers {
        void writeTo(DataOutputStream out) throws IOException;
    }

    /** Writes the numbers of all verifications of a report so that a reader sees all of them or nothing. */
    void write(Path report, Numbers numbers) throws IOException {
        AtomicFile.write(beside(report.toAbsolutePath()), aside -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
                numbers.writeTo(out);
            }
        });
    }

    /**
     * The bytes of one verification, in the order of their file.
     *
     * @param before rows of the verifications that come first in it
     * @param rows rows of this one
     * @param all rows of all of them
     * @return empty if the file is missing or is not of that many rows
     */
    Optional<ByteBuffer> bytes(Path file, long before, long rows, long all) {
        try {
            if (!Files.isRegularFile(file)
                    || Files.size(file) != all * rowBytes
                    || rows > Integer.MAX_VALUE / Double.BYTES - 1) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) rows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(before * rowBytes);
                in.readNBytes(bytes.array(), 0, bytes.capacity());
            }
            return Optional.of(bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
