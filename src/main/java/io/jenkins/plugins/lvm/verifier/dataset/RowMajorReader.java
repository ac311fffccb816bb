package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ElementDecoder;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Rows of an array in C order: each is one piece of the entry. */
final class RowMajorReader implements RowReader {
    private static final int SCRATCH = 1 << 18;

    private final ByteSource source;
    private final ElementDecoder decoder;
    private final RowSet rows;
    private final long start;
    private final long rowBytes;
    private final @Nullable ByteBuffer scratch;
    private int done;

    /**
     * @param source is closed with the reader
     * @param start where in the entry row 0 begins
     * @param width elements of one row
     */
    RowMajorReader(
            final ByteSource source,
            final ElementDecoder decoder,
            final RowSet rows,
            final long start,
            final int width) {
        this.source = source;
        this.decoder = decoder;
        this.rows = rows;
        this.start = start;
        this.rowBytes = (long) width * decoder.itemSize();
        this.scratch = decoder.isIdentity() ? null : ByteBuffer.allocateDirect(SCRATCH);
    }

    @Override
    public void next(final int count, final ByteBuffer target) {
        final int end = done + count;
        while (done < end) {
            int after = done + 1;
            while (after < end && rows.row(after) == rows.row(after - 1) + 1) {
                after++;
            }
            read(start + rows.row(done) * rowBytes, (after - done) * rowBytes, target);
            done = after;
        }
    }

    private void read(final long from, final long count, final ByteBuffer target) {
        if (scratch == null) {
            final int limit = target.limit();
            source.read(from, target.limit(target.position() + (int) count));
            target.limit(limit);
            return;
        }
        for (long at = 0; at < count; at += scratch.limit()) {
            source.read(from + at, scratch.clear().limit((int) Math.min(scratch.capacity(), count - at)));
            decoder.decode(scratch.flip(), target);
        }
    }

    @Override
    public void finish() {
        source.finish();
    }

    @Override
    public void close() {
        source.close();
    }
}
