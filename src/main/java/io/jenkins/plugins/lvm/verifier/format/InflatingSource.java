package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * An entry that is deflated: inflated from its beginning as far as wanted, straight into the reader's buffer. Its CRC is checked when
 * its end is reached. The channel stays open.
 */
public final class InflatingSource implements ByteSource {
    private static final int CHUNK = 1 << 17;

    private final String name;
    private final FileChannel channel;
    private final ArchiveEntry entry;
    private final BooleanSupplier cancelled;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final ByteBuffer input = ByteBuffer.allocateDirect(CHUNK).flip();
    private final ByteBuffer skipped = ByteBuffer.allocateDirect(CHUNK);
    /** Of the compressed bytes; null where nobody asked for it. */
    private @Nullable MessageDigest digest;

    private long compressedAt;
    private long inflatedAt;

    /**
     * @param cancelled asked now and then; once true, reading ends with a {@link CancellationException}
     */
    public InflatingSource(String name, FileChannel channel, ArchiveEntry entry, BooleanSupplier cancelled) {
        this.name = name;
        this.channel = channel;
        this.entry = entry;
        this.cancelled = cancelled;
    }

    /** Gives the compressed bytes to a digest as they are read; to be called before the first of them is. */
    public void digestInto(MessageDigest taker) {
        digest = taker;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return entry.size();
    }

    @Override
    public void read(long position, ByteBuffer target) {
        if (position < inflatedAt) {
            throw new IllegalArgumentException(name + ": cannot go back from " + inflatedAt + " to " + position);
        }
        if (position > size() - target.remaining()) {
            throw truncated();
        }
        try {
            while (inflatedAt < position) {
                inflate(skipped.clear().limit((int) Math.min(CHUNK, position - inflatedAt)));
            }
            inflate(target);
            if (inflatedAt == size()) {
                checkEnd();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void finish() {
        if (inflatedAt < size()) {
            read(size(), ByteBuffer.allocate(0));
        }
    }

    /** Fills the buffer, in pieces small enough to be checksummed while they are in the cache. */
    private void inflate(ByteBuffer target) throws IOException {
        int end = target.limit();
        while (target.position() < end) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException();
            }
            int from = target.position();
            target.limit(Math.min(end, from + CHUNK));
            while (target.hasRemaining()) {
                if (inflateSome(target) == 0 && inflater.finished()) {
                    throw truncated();
                }
            }
            inflatedAt += target.position() - from;
            crc.update(target.flip().position(from));
            target.limit(end);
        }
    }

    private int inflateSome(ByteBuffer target) throws IOException {
        if (inflater.needsInput()) {
            feed();
        }
        try {
            int count = inflater.inflate(target);
            if (count == 0 && inflater.needsDictionary()) {
                throw damaged("it asks for a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            throw damaged(Objects.requireNonNullElse(e.getMessage(), "what it holds is not deflated data"));
        }
    }

    private void feed() throws IOException {
        long left = entry.compressedSize() - compressedAt;
        if (left <= 0) {
            throw truncated();
        }
        input.clear().limit((int) Math.min(CHUNK, left));
        int count = channel.read(input, entry.dataOffset() + compressedAt);
        if (count < 0) {
            throw truncated();
        }
        compressedAt += count;
        inflater.setInput(input.flip());
        if (digest != null) {
            digest.update(input.duplicate());
        }
    }

    private void checkEnd() throws IOException {
        ByteBuffer beyond = skipped.clear().limit(1);
        while (!inflater.finished()) {
            if (inflateSome(beyond) > 0) {
                throw damaged("it is longer than the archive's directory says");
            }
        }
        if (crc.getValue() != entry.crc()) {
            throw damaged("its checksum does not match");
        }
    }

    private VerifierException damaged(String how) {
        return VerifierException.unreadable(name + " is damaged: " + how + ".", "Copy or write the file again.");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
