package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of the cache: a head, the contexts of all rows, the targets of all rows, each float32 in the machine's byte order. The head
 * is {@value #MAGIC} as int64, the number of rows, the bytes of a context and of a target, and the CRC-32C of either part.
 */
final class CachedRows implements AutoCloseable {
    static final long MAGIC = 0x4c564d524f575331L;
    static final int HEAD = 6 * Long.BYTES;
    private static final int CHUNK = 1 << 18;

    private final Path file;
    private final FileChannel channel;
    private final RowLayout layout;

    private CachedRows(final Path file, final FileChannel channel, RowLayout layout) {
        this.file = file;
        this.channel = channel;
        this.layout = layout;
    }

    /**
     * Opens a file and reads all of it once, so that damage is found before anything rests on it.
     *
     * @throws IOException if it cannot be read, or is not what was written for this layout
     */
    static CachedRows open(final Path file, RowLayout layout) throws IOException {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            final ByteBuffer head = ByteBuffer.allocate(HEAD);
            readFully(channel, head, 0);
            head.flip();
            final boolean fits = head.getLong() == MAGIC
                    && head.getLong() == layout.rows()
                    && head.getLong() == layout.contextBytes()
                    && head.getLong() == layout.targetBytes()
                    && channel.size() == HEAD + layout.bytes();
            if (!fits
                    || head.getLong() != checksum(channel, HEAD, contextsEnd(layout))
                    || head.getLong() != checksum(channel, contextsEnd(layout), HEAD + layout.bytes())) {
                throw new IOException(file + " is damaged");
            }
            return new CachedRows(file, channel, layout);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static long contextsEnd(RowLayout layout) {
        return HEAD + (long) layout.rows() * layout.contextBytes();
    }

    private static long checksum(final FileChannel channel, final long from, final long to) throws IOException {
        final CRC32C crc = new CRC32C();
        final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
        for (long at = from; at < to; at += buffer.limit()) {
            readFully(channel, buffer.clear().limit((int) Math.min(CHUNK, to - at)), at);
            crc.update(buffer.flip());
        }
        return crc.getValue();
    }

    private static void readFully(final FileChannel channel, final ByteBuffer target, final long from)
            throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            final int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException();
            }
            at += count;
        }
    }

    /** Reads the contexts from the first row to the last. */
    RowReader contexts() {
        return reader("contexts", HEAD, layout.contextBytes());
    }

    /** Reads the targets from the first row to the last. */
    RowReader targets() {
        return reader("targets", contextsEnd(layout), layout.targetBytes());
    }

    private RowReader reader(final String part, final long from, final int rowBytes) {
        return new RowMajorReader(
                new StoredSource(file + ": " + part, channel, from, (long) layout.rows() * rowBytes),
                new FloatDecoder(new NumpyType('f', Float.BYTES, ByteOrder.nativeOrder())),
                RowSet.first(layout.rows()),
                0,
                rowBytes / Float.BYTES);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            // Nothing was written.
        }
    }
}
