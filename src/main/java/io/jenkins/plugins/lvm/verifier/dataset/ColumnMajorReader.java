package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ElementDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Rows of an array in Fortran order, where the elements of one row lie far apart. A block of rows is gathered column by column, so that
 * each column is read in long pieces.
 */
final class ColumnMajorReader implements RowReader {
    private static final int BLOCK_BYTES = 32 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    private final ByteSource source;
    private final ElementDecoder decoder;
    private final RowSet rows;
    private final long start;
    private final long allRows;
    private final int[] places;
    private final ByteBuffer piece;
    private final ByteBuffer column;
    private final ByteBuffer block;
    private final int blockRows;
    /** Bytes of an element, decoded. */
    private final int unit;

    private int blockFrom;
    private int blockEnd;
    private int done;

    /**
     * @param source can be read anywhere; is closed with the reader
     * @param start where in the entry the first element is
     * @param shape of the array, rows first
     */
    ColumnMajorReader(
            final ByteSource source,
            final ElementDecoder decoder,
            final RowSet rows,
            final long start,
            final List<Long> shape) {
        this.source = source;
        this.decoder = decoder;
        this.rows = rows;
        this.start = start;
        this.allRows = shape.get(0);
        this.places = places(shape.subList(1, shape.size()));
        this.unit = decoder.floats() * Float.BYTES;
        final int rowBytes = places.length * unit;
        this.blockRows = Math.max(1, Math.min(rows.size(), BLOCK_BYTES / rowBytes));
        this.block = ByteBuffer.allocateDirect(blockRows * rowBytes).order(ByteOrder.nativeOrder());
        this.piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        this.column = ByteBuffer.allocateDirect(PIECE_BYTES / decoder.itemSize() * unit)
                .order(ByteOrder.nativeOrder());
    }

    /** Where in a row of C order each of the file's columns belongs. */
    private static int[] places(final List<Long> rowShape) {
        int width = 1;
        for (final long size : rowShape) {
            width = Math.toIntExact(width * size);
        }
        final int[] places = new int[width];
        for (int i = 0; i < width; i++) {
            int rest = i;
            int place = 0;
            for (final long size : rowShape) {
                place = (int) (place * size + rest % size);
                rest = (int) (rest / size);
            }
            places[i] = place;
        }
        return places;
    }

    @Override
    public void next(final int count, final ByteBuffer target) {
        final int end = done + count;
        final int rowBytes = places.length * unit;
        while (done < end) {
            if (done >= blockEnd) {
                gather();
            }
            final int taken = Math.min(end, blockEnd) - done;
            target.put(block.duplicate()
                    .position((done - blockFrom) * rowBytes)
                    .limit((done - blockFrom + taken) * rowBytes));
            done += taken;
        }
    }

    /** Reads as many of the next rows as fit into the block and lie within one piece of a column. */
    private void gather() {
        final int first = rows.row(done);
        final int span = PIECE_BYTES / decoder.itemSize();
        blockFrom = done;
        blockEnd = done + 1;
        while (blockEnd < rows.size() && blockEnd - blockFrom < blockRows && rows.row(blockEnd) - first < span) {
            blockEnd++;
        }
        final int pieceRows = rows.row(blockEnd - 1) - first + 1;
        for (int i = 0; i < places.length; i++) {
            source.read(
                    start + (i * allRows + first) * decoder.itemSize(),
                    piece.clear().limit(pieceRows * decoder.itemSize()));
            decoder.decode(piece.flip(), column.clear());
            for (int row = blockFrom; row < blockEnd; row++) {
                block.put(
                        ((row - blockFrom) * places.length + places[i]) * unit,
                        column,
                        (rows.row(row) - first) * unit,
                        unit);
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
