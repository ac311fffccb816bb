package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads a pickle's little-endian arguments from a source, forward. Every length is held against what is left. */
final class PickleInput {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_LINE = 256;

    private final ByteSource source;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    /** Position in the source of the byte after the buffer's last. */
    private long end;

    /**
     * @param start where in the source the pickle begins
     */
    PickleInput(final ByteSource source, final long start) {
        this.source = source;
        this.end = start;
        this.buffer.limit(0);
    }

    private void require(final int count) {
        if (buffer.remaining() >= count) {
            return;
        }
        if (count > left()) {
            throw source.truncated();
        }
        buffer.compact();
        final int more = (int) Math.min(buffer.remaining(), source.size() - end);
        source.read(end, buffer.limit(buffer.position() + more));
        end += more;
        buffer.flip();
    }

    private long left() {
        return source.size() - end + buffer.remaining();
    }

    int unsignedByte() {
        require(Byte.BYTES);
        return buffer.get() & 0xff;
    }

    int unsignedShort() {
        require(Short.BYTES);
        return buffer.getShort() & 0xffff;
    }

    int integer() {
        require(Integer.BYTES);
        return buffer.getInt();
    }

    long unsignedInteger() {
        return integer() & 0xffffffffL;
    }

    /** A length of 8 bytes. */
    long longLength() {
        require(Long.BYTES);
        final long length = buffer.getLong();
        if (length < 0) {
            throw source.truncated();
        }
        return length;
    }

    byte[] bytes(final int count) {
        require(count);
        final byte[] bytes = new byte[count];
        buffer.get(bytes);
        return bytes;
    }

    void skip(final long count) {
        if (count > left()) {
            throw source.truncated();
        }
        long rest = count;
        while (rest > buffer.remaining()) {
            rest -= buffer.remaining();
            buffer.position(buffer.limit());
            require(Byte.BYTES);
        }
        buffer.position(buffer.position() + (int) rest);
    }

    /** Text up to a line feed, which is consumed; cut off after some length. */
    String line() {
        final byte[] line = new byte[MAX_LINE];
        int length = 0;
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            if (length < MAX_LINE) {
                line[length++] = (byte) next;
            }
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }
}
