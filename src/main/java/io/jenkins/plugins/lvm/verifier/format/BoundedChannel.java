package io.jenkins.plugins.lvm.verifier.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/** A view of a file that may be read only so much: a hostile archive cannot fill the memory with its directory. */
public final class BoundedChannel implements SeekableByteChannel {
    private final FileChannel file;
    private long budget;
    private long position;
    private boolean open = true;

    /**
     * @param budget how many bytes may be read
     */
    public BoundedChannel(final FileChannel file, final long budget) {
        this.file = file;
        this.budget = budget;
    }

    @Override
    public int read(final ByteBuffer target) throws IOException {
        final int count = file.read(target, position);
        if (count > 0) {
            position += count;
            budget -= count;
        }
        if (budget < 0) {
            throw new IOException("its directory is too large");
        }
        return count;
    }

    @Override
    public int write(final ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(final long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(final long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Leaves the file open. */
    @Override
    public void close() {
        open = false;
    }
}
