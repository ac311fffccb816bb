package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Keeps rows as they are read; they are seen by others once they are complete. A failure ends the keeping, not the reading. */
final class RowCacheWriter implements AutoCloseable {
    private final RowCache cache;
    private final WatchedFile file;
    private final RowSet wanted;
    private final RowLayout layout;
    private final ContentDigest content = new ContentDigest();
    private final Path unfinished;
    private final CRC32C contextsSum = new CRC32C();
    private final CRC32C targetsSum = new CRC32C();
    private final FileChannel channel;
    private int rows;

    /**
     * @param file that is read
     * @param wanted its rows
     */
    RowCacheWriter(RowCache cache, WatchedFile file, RowSet wanted, RowLayout layout, Path unfinished)
            throws IOException {
        this.cache = cache;
        this.file = file;
        this.wanted = wanted;
        this.layout = layout;
        this.unfinished = unfinished;
        this.channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
    }

    /** Takes the compressed bytes that the rows are inflated from: what they are kept under depends on nothing else. */
    ContentDigest content() {
        return content;
    }

    /** Takes the next rows; both buffers stay as they are. */
    void add(final int count, final ByteBuffer contexts, final ByteBuffer targets) {
        if (!channel.isOpen()) {
            return;
        }
        try {
            write(contexts.duplicate(), CachedRows.HEAD + (long) rows * layout.contextBytes(), contextsSum);
            write(targets.duplicate(), CachedRows.contextsEnd(layout) + (long) rows * layout.targetBytes(), targetsSum);
            rows += count;
        } catch (final IOException e) {
            close();
        }
    }

    private void write(final ByteBuffer part, final long at, final CRC32C sum) throws IOException {
        sum.update(part.duplicate());
        writeFully(part, at);
    }

    private void writeFully(final ByteBuffer part, final long from) throws IOException {
        long at = from;
        while (part.hasRemaining()) {
            at += channel.write(part, at);
        }
    }

    /** Says that all rows were added, and that they are what the data holds. */
    void finish() {
        if (!channel.isOpen() || rows != layout.rows()) {
            return;
        }
        try {
            publish();
        } catch (final IOException e) {
            close();
        }
    }

    private void publish() throws IOException {
        final ByteBuffer head = ByteBuffer.allocate(CachedRows.HEAD)
                .putLong(CachedRows.MAGIC)
                .putLong(layout.rows())
                .putLong(layout.contextBytes())
                .putLong(layout.targetBytes())
                .putLong(contextsSum.getValue())
                .putLong(targetsSum.getValue());
        writeFully(head.flip(), 0);
        channel.close();
        cache.publish(unfinished, file, content.value(), wanted, layout);
    }

    /** Gives up what is not finished. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is given up in any case.
        }
        RowCache.delete(unfinished);
    }
}
