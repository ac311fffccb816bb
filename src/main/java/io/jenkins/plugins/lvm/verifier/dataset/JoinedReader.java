package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The rows of several arrays, one after the other in each row. */
final class JoinedReader implements RowReader {
    private final List<RowReader> readers;
    private final int[] rowBytes;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    /**
     * @param readers of the same rows; closed with this
     * @param rowBytes what a row of each takes
     */
    JoinedReader(List<RowReader> readers, int[] rowBytes) {
        this.readers = List.copyOf(readers);
        this.rowBytes = rowBytes.clone();
    }

    @Override
    public void next(int count, ByteBuffer target) {
        int start = target.position();
        int all = 0;
        for (int bytes : rowBytes) {
            all += bytes;
        }
        int offset = 0;
        for (int i = 0; i < rowBytes.length; i++) {
            int bytes = Math.multiplyExact(count, rowBytes[i]);
            if (piece.capacity() < bytes) {
                piece = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
            }
            readers.get(i).next(count, piece.clear().limit(bytes));
            for (int row = 0; row < count; row++) {
                target.put(start + row * all + offset, piece, row * rowBytes[i], rowBytes[i]);
            }
            offset += rowBytes[i];
        }
        target.position(start + count * all);
    }

    @Override
    public void finish() {
        readers.forEach(RowReader::finish);
    }

    @Override
    public void close() {
        readers.forEach(RowReader::close);
    }
}
