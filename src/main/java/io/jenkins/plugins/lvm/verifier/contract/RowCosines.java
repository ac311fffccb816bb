package io.jenkins.plugins.lvm.verifier.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The cosine of every validation row, in {@code cosines.f32} beside a report: float32, as {@link RowFile} lays them out. */
public final class RowCosines {
    /** Bytes of one row's cosine. */
    public static final int ROW_BYTES = Float.BYTES;

    static final RowFile FILE = new RowFile("cosines.f32", ROW_BYTES);

    private RowCosines() {}

    /** Where the cosines of a report are. */
    public static Path beside(Path report) {
        return FILE.beside(report);
    }

    /** Writes the cosines of all verifications of a report. */
    static void write(List<float[]> cosines, Path report) throws IOException {
        FILE.write(report, out -> {
            for (float[] values : cosines) {
                for (float value : values) {
                    out.writeInt(Integer.reverseBytes(Float.floatToIntBits(value)));
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
        return FILE.bytes(file, before, rows, all).map(bytes -> {
            float[] cosines = new float[(int) rows];
            bytes.asFloatBuffer().get(cosines);
            return cosines;
        });
    }
}
