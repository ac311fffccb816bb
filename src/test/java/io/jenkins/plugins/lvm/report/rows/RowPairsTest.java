package io.jenkins.plugins.lvm.report.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.lvm.report.rows.RowPairs.Obstacle;
import io.jenkins.plugins.lvm.report.rows.RowPairs.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowPairsTest {
    private static final long SEQUENCES = 100;

    @TempDir
    private Path folder;

    private int files;

    private VerifiedRows rows(String digest, float... cosines) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(cosines.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float cosine : cosines) {
            bytes.putFloat(cosine);
        }
        Path file = Files.write(folder.resolve(files++ + ".f32"), bytes.array());
        return new VerifiedRows(file, cosines.length, digest, SEQUENCES, "data");
    }

    /** As a report has it: over the numbers of rows, each a little-endian int64. */
    private static String digest(long... rows) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(rows.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long row : rows) {
            bytes.putLong(row);
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    }

    private static RowPairs pairs(Outcome outcome) {
        assertThat(outcome.obstacle()).isNull();
        return outcome.pairs();
    }

    @Test
    void rowsOfOneSplitArePairedInTheirOrder() throws Exception {
        String split = digest(7, 3, 90);
        RowPairs pairs = pairs(RowPairs.of(rows(split, 0.5f, 0.25f, 0.75f), rows(split, 0.25f, 0.25f, 1f)));

        assertThat(pairs.isNumbered()).isFalse();
        assertThat(pairs.getRows()).isEqualTo(3);
        assertThat(pairs.getBetter()).isEqualTo(1);
        assertThat(pairs.getWorse()).isEqualTo(1);
        assertThat(pairs.getMeanChange()).isCloseTo(0, within(1e-12));
        assertThat(pairs.getDeviation()).isCloseTo(0.25, within(1e-12));
        assertThat(pairs.getMostChanged()).containsExactly(new RowChange(0, 0.5f, 0.25f), new RowChange(2, 0.75f, 1f));
    }

    @Test
    void rowsOfDifferentSplitsArePairedByTheirNumbersInTheFile() throws Exception {
        RowPairs pairs = pairs(
                RowPairs.of(rows(digest(96, 97, 98, 99), 0.1f, 0.2f, 0.3f, 0.4f), rows(digest(98, 99), 0.35f, 0.3f)));

        assertThat(pairs.isNumbered()).isTrue();
        assertThat(pairs.getMostChanged())
                .containsExactly(new RowChange(99, 0.4f, 0.3f), new RowChange(98, 0.3f, 0.35f));
    }

    @Test
    void rowsThatCannotBeMatchedAreNotCompared() throws Exception {
        VerifiedRows tail = rows(digest(98, 99), 0.1f, 0.2f);
        assertThat(RowPairs.of(tail, rows(digest(4, 2), 0.1f, 0.2f)).obstacle()).isEqualTo(Obstacle.OTHER_ROWS);
        assertThat(RowPairs.of(tail, rows(digest(0, 1), 0.1f, 0.2f)).obstacle()).isEqualTo(Obstacle.OTHER_ROWS);
        VerifiedRows elsewhere = new VerifiedRows(tail.cosines(), 2, tail.rowsSha256(), SEQUENCES, "other");
        assertThat(RowPairs.of(tail, elsewhere).obstacle()).isEqualTo(Obstacle.OTHER_DATA);
        VerifiedRows gone = new VerifiedRows(folder.resolve("gone"), 2, tail.rowsSha256(), SEQUENCES, "data");
        assertThat(RowPairs.of(tail, gone).obstacle()).isEqualTo(Obstacle.NOT_KEPT);
        VerifiedRows shorter = new VerifiedRows(tail.cosines(), 3, tail.rowsSha256(), SEQUENCES, "data");
        assertThat(RowPairs.of(shorter, tail).obstacle()).isEqualTo(Obstacle.NOT_KEPT);
        VerifiedRows huge = new VerifiedRows(tail.cosines(), 1L << 40, tail.rowsSha256(), SEQUENCES, "data");
        assertThat(RowPairs.of(huge, tail).obstacle()).isEqualTo(Obstacle.TOO_MANY);
    }

    @Test
    void whatIsNotANumberIsCountedAndLeftOut() throws Exception {
        RowPairs pairs = pairs(RowPairs.of(rows(digest(98, 99), Float.NaN, 0.25f), rows(digest(98, 99), 0.5f, 0.5f)));

        assertThat(pairs.getNotFinite()).isEqualTo(1);
        assertThat(pairs.getRows()).isEqualTo(1);
        assertThat(pairs.getMeanChange()).isEqualTo(0.25);
    }

    /** Whatever there is, the picture stays small, and no row is lost in it. */
    @Test
    void manyRowsAreDrawnInFewMarks() {
        CosineGrid grid = new CosineGrid();
        Random random = new Random(5);
        int rows = 200_000;
        for (int i = 0; i < rows; i++) {
            grid.add(random.nextFloat() * 2 - 1, random.nextFloat() * 2 - 1);
        }

        assertThat(grid.cells()).hasSizeLessThanOrEqualTo(CosineGrid.MOST_CELLS);
        assertThat(grid.cells().stream().mapToLong(CosineGrid.Cell::pairs).sum())
                .isEqualTo(rows);
        assertThat(ScatterSvg.of(grid, "#1", "#2")).hasSizeLessThan(200_000);
    }

    @Test
    void aMarkStandsWhereItsCosinesAre() {
        CosineGrid grid = new CosineGrid();
        grid.add(-1.5f, -1);
        grid.add(1, 1.01f);
        grid.add(0, 0.5f);

        assertThat(grid.cells())
                .extracting(cell -> Math.round(cell.x() * 10) + " " + Math.round(cell.y() * 10))
                .containsExactly("-10 -10", "0 5", "10 10");
        assertThat(ScatterSvg.of(grid, "<#1>", "#2"))
                .startsWith("<svg class=\"lvm-scatter\"")
                .contains("&lt;#1>")
                .doesNotContain("<#1>", "NaN", "Infinity");
    }
}
