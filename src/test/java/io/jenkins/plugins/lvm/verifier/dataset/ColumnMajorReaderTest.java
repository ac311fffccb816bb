package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnMajorReaderTest {
    private static final int HEADER = 3;

    /** Many narrow rows make several pieces of a column, few wide ones several blocks. */
    @ParameterizedTest
    @CsvSource({"300000,2,1,1", "300000,2,1,4001", "40,600,600,1"})
    void gathersRowsFromSeveralPiecesAndBlocks(final int rows, final int vectors, final int dimension, final int step) {
        final ByteBuffer bytes = ByteBuffer.allocate(HEADER + rows * vectors * dimension * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(HEADER);
        for (int component = 0; component < dimension; component++) {
            for (int vector = 0; vector < vectors; vector++) {
                for (int row = 0; row < rows; row++) {
                    bytes.putFloat(value(row, vector, component));
                }
            }
        }
        final RowSet wanted = RowSet.of(
                IntStream.iterate(1, row -> row < rows, row -> row + step).toArray());
        final int together = 7;
        final ByteBuffer batch = ByteBuffer.allocateDirect(together * vectors * dimension * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        try (RowReader reader = new ColumnMajorReader(
                new MemorySource("test", bytes.flip()),
                new FloatDecoder(new NumpyType('f', Float.BYTES, ByteOrder.LITTLE_ENDIAN)),
                wanted,
                HEADER,
                List.of((long) rows, (long) vectors, (long) dimension))) {
            for (int from = 0; from < wanted.size(); from += together) {
                final int count = Math.min(together, wanted.size() - from);
                reader.next(count, batch.clear());
                batch.flip();
                assertThat(batch.remaining()).isEqualTo(count * vectors * dimension * Float.BYTES);
                for (int place = 0; place < count; place++) {
                    assertRow(batch, wanted.row(from + place), vectors, dimension);
                }
            }
        }
    }

    private static void assertRow(final ByteBuffer batch, final int row, final int vectors, final int dimension) {
        for (int vector = 0; vector < vectors; vector++) {
            for (int component = 0; component < dimension; component++) {
                final float actual = batch.getFloat();
                if (actual != value(row, vector, component)) {
                    assertThat(actual)
                            .as("row %d, vector %d, component %d", row, vector, component)
                            .isEqualTo(value(row, vector, component));
                }
            }
        }
    }

    private static float value(final int row, final int vector, final int component) {
        return row + vector * 0.25f - component * 7;
    }
}
