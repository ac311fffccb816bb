package io.jenkins.plugins.lvm.verifier.contract;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file beside a report that holds the cosine of every validation row: little-endian float32 in evaluation order, one verification
 * after the other, nothing else. It is {@code cosines.f32} beside {@code report.json}, else {@code NAME.cosines.f32}.
 */
public final class RowCosines {
    /** Bytes of one row's cosine. */
    public static final int ROW_BYTES = Float.BYTES;

    private RowCosines() {}

    /** Where the cosines of a report are. */
    public static Path beside(Path report) {
        return beside(report, "cosines.f32");
    }

    static Path beside(Path report, String kind) {
        String name = report.getFileName().toString();
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return report.resolveSibling(stem.equals("report") ? kind : stem + "." + kind);
    }

    /** Writes the cosines of all verifications of a report so that a reader sees all of them or nothing. */
    static void write(List<float[]> cosines, Path report) throws IOException {
        AtomicFile.write(beside(report.toAbsolutePath()), file -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
                for (float[] values : cosines) {
                    for (float value : values) {
                        out.writeInt(Integer.reverseBytes(Float.floatToIntBits(value)));
                    }
                }
            }
        });
    }

    /**
     * Reads the cosines of one verification.
     *
     * @param before rows of the verifications that come first in the report
     * @param rows rows of this one
     * @param all rows of all of them
     * @return empty if the file is missing or is not of that many rows
     */
    public static Optional<float[]> read(Path report, long before, long rows, long all) {
        return readFile(beside(report), before, rows, all);
    }

    /**
     * Reads the cosines of one verification from their file.
     *
     * @param before rows of the verifications that come first in it
     * @param rows rows of this one
     * @param all rows of all of them
     * @return empty if the file is missing or is not of that many rows
     */
    public static Optional<float[]> readFile(Path file, long before, long rows, long all) {
        return bytes(file, before, rows, all, ROW_BYTES).map(bytes -> {
            float[] cosines = new float[(int) rows];
            bytes.asFloatBuffer().get(cosines);
            return cosines;
        });
    }

    /** The bytes of one verification, in the order of their file. */
    static Optional<ByteBuffer> bytes(Path file, long before, long rows, long all, int rowBytes) {
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
