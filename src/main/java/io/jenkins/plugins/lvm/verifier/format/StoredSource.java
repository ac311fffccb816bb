package io.jenkins.plugins.lvm.verifier.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An entry that is stored as it is: read where wanted. The channel stays open. */
public record StoredSource(String name, FileChannel channel, long offset, long size) implements ByteSource {

    @Override
    public void read(final long position, final ByteBuffer target) {
        if (position > size - target.remaining()) {
            throw truncated();
        }
        long at = offset + position;
        try {
            while (target.hasRemaining()) {
                final int count = channel.read(target, at);
                if (count < 0) {
                    throw truncated();
                }
                at += count;
            }
        } catch (final IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        // The channel belongs to the file.
    }
}
