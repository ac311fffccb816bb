package io.jenkins.plugins.lvm.verifier.format;

import java.nio.ByteBuffer;

/** An entry held in memory. */
public record MemorySource(String name, ByteBuffer bytes) implements ByteSource {

    /** Reads a whole source, which must not be longer than a buffer can be. */
    public static MemorySource of(final ByteSource source) {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(source.size()));
        source.read(0, bytes);
        return new MemorySource(source.name(), bytes.flip());
    }

    @Override
    public long size() {
        return bytes.limit();
    }

    @Override
    public void read(final long position, final ByteBuffer target) {
        if (position > size() - target.remaining()) {
            throw truncated();
        }
        target.put(bytes.duplicate().position((int) position).limit((int) position + target.remaining()));
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
