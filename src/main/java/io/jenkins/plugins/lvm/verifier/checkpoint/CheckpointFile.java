package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;

/** An open file, read by position. */
final class CheckpointFile implements FileErrors, Closeable {
    private static final int CHUNK = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final long size;

    private CheckpointFile(final Path path, final FileChannel channel, final long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static CheckpointFile open(final Path path) {
        if (Files.isDirectory(path)) {
            throw VerifierException.unreadable(path + " is a folder.", "Name the checkpoint file in it.");
        }
        if (Files.notExists(path)) {
            throw new VerifierException(Reason.NOT_FOUND, path + " does not exist.");
        }
        if (!Files.isRegularFile(path)) {
            throw VerifierException.unreadable(
                    path + " is not a regular file."); // opening a pipe would wait for its other end
        }
        try {
            final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new CheckpointFile(path, channel, channel.size());
            } catch (final IOException e) {
                channel.close();
                throw e;
            }
        } catch (final IOException e) {
            throw new VerifierException(
                    Reason.UNREADABLE, path + " cannot be opened.", "Check the permissions of the file.", e);
        }
    }

    @Override
    public VerifierException refused(final String predicate, final String hint) {
        return VerifierException.unreadable(path + " " + predicate, hint);
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Bytes from {@code position} on, fewer where the file ends. */
    byte[] read(final long position, final int length) throws IOException {
        final int there = (int) Math.max(0, Math.min(length, size - position));
        return region(position, there).openAt(0).readNBytes(there);
    }

    /** A part of the file. The caller has checked that it lies within. */
    StorageBytes region(final long start, final long length) {
        return new Region(start, length);
    }

    /** Lower-case hex. */
    String sha256() {
        try (InputStream in = region(0, size).openAt(0)) {
            final MessageDigest digest = DigestUtils.getSha256Digest();
            final byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (final IOException e) {
            throw refused("could not be read (" + e.getMessage() + ").");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw refused("could not be closed (" + e.getMessage() + ").");
        }
    }

    private final class Region implements StorageBytes {
        private final long start;
        private final long length;

        Region(final long start, final long length) {
            this.start = start;
            this.length = length;
        }

        @Override
        public InputStream openAt(final long offset) {
            return new RegionStream(start + offset, start + length);
        }
    }

    private final class RegionStream extends InputStream {
        private final long end;
        private long position;

        RegionStream(final long position, final long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            final byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(final byte[] into, final int offset, final int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            final int wanted = (int) Math.min(length, end - position);
            final int read = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
            if (read < 0) {
                throw new EOFException("the file has become shorter");
            }
            position += read;
            return read;
        }

        @Override
        public long skip(final long count) {
            final long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }
    }
}
