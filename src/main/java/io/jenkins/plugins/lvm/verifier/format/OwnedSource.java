package io.jenkins.plugins.lvm.verifier.format;

import java.nio.ByteBuffer;

/** Bytes of a file that is closed with them. */
public final class OwnedSource implements ByteSource {
    private final StoredSource bytes;
    private final FileSource file;

    /**
     * @param name for messages
     * @param offset where in the file the bytes begin
     */
    public OwnedSource(String name, FileSource file, long offset, long size) {
        this.bytes = new StoredSource(name, file.channel(), offset, size);
        this.file = file;
    }

    @Override
    public String name() {
        return bytes.name();
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void read(long position, ByteBuffer target) {
        bytes.read(position, target);
    }

    @Override
    public void close() {
        file.close();
    }
}
