package io.jenkins.plugins.lvm.verifier.format;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A file whose digest is that of the very bytes that are read from it, although it can be rewritten at any time: of every chunk that is
 * read the SHA-256 is kept in memory, and a chunk that has another one later, be it for {@link #digest} or for values of a tensor, ends
 * the verification. Of a small file the bytes are kept in place of digests. Safe for use by several threads.
 *
 * <p>That costs one more SHA-256 for each reading of a byte, 1/2048 of the file's size in memory, and nothing else; while the digest of
 * the whole file is computed, those of its chunks are by another thread.
 */
public final class VerifiedFile implements RandomAccess, Closeable {
    static final int CHUNK = 1 << 16;
    private static final int CHUNKS_PER_BLOCK = 16;
    /** 2^50 bytes are beyond every file system that a checkpoint can come from. */
    private static final long LARGEST = 1L << 50;

    private final FileSource file;
    private final ChunkMemory chunks;
    /** Keeps its last chunk, since what is read piece by piece mostly lies together. */
    private final Stream pieces;

    /** Null until all of the file has been read. */
    private @Nullable String sha256;

    /** Sees a file pass by, block after block. */
    @FunctionalInterface
    public interface BlockConsumer {
        /**
         * Takes the next block.
         *
         * @param block valid until this method returns
         * @param length bytes in it
         */
        void accept(byte[] block, int length);
    }

    private VerifiedFile(FileSource file) {
        this.file = file;
        this.chunks = new ChunkMemory(file.size());
        this.pieces = new Stream(0, file.size());
    }

    /**
     * Opens a regular file.
     *
     * @param what is to be named instead of something else, such as {@code the checkpoint}
     * @throws VerifierException as by {@link FileSource#openRegular}
     */
    public static VerifiedFile open(Path path, String what) {
        FileSource file = FileSource.openRegular(path, what);
        if (file.size() > LARGEST) {
            file.close();
            throw file.refused("has " + file.size() + " bytes, which is beyond the limit of " + LARGEST + ".");
        }
        return new VerifiedFile(file);
    }

    @Override
    public VerifierException refused(String predicate, @Nullable String hint) {
        return file.refused(predicate, hint);
    }

    public Path path() {
        return file.path();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public byte[] read(long position, int length) throws IOException {
        synchronized (pieces) {
            pieces.position = position;
            return pieces.readNBytes(length);
        }
    }

    /** The bytes from {@code start} to before {@code end}, which the caller has checked to lie within the file. */
    public InputStream stream(long start, long end) {
        return new Stream(start, end);
    }

    /**
     * SHA-256 of the whole file in lower-case hex: of the bytes that were and will be read.
     *
     * @throws VerifierException if it changed since it was opened
     */
    public String sha256() {
        return digest((block, length) -> {});
    }

    /**
     * As {@link #sha256()}; reads all of the file the first time.
     *
     * @param consumer sees all bytes in order, if it is the first time
     */
    public synchronized String digest(BlockConsumer consumer) {
        String known = sha256;
        if (known == null) {
            try {
                known = readAll(consumer);
            } catch (IOException e) {
                throw FileSource.unreadable(path(), e);
            }
            sha256 = known;
        }
        return known;
    }

    private String readAll(BlockConsumer consumer) throws IOException {
        MessageDigest whole = FileDigest.sha256();
        byte[] block = new byte[(int) Math.min(Math.max(size(), 1), (long) CHUNKS_PER_BLOCK * CHUNK)];
        for (long position = 0; position < size(); position += block.length) {
            int length = (int) Math.min(block.length, size() - position);
            if (file.read(position, block, length) < length) {
                throw changed();
            }
            long first = position / CHUNK;
            CompletableFuture<Boolean> same = CompletableFuture.supplyAsync(() -> agrees(first, block, length));
            whole.update(block, 0, length);
            consumer.accept(block, length);
            if (!same.join()) {
                throw changed();
            }
        }
        if (file.channel().size() != size()) {
            throw changed();
        }
        return HexFormat.of().formatHex(whole.digest());
    }

    /** Whether all chunks of a block are what they were. */
    private boolean agrees(long first, byte[] block, int length) {
        boolean same = true;
        for (int at = 0; at < length; at += CHUNK) {
            same &= chunks.agrees(first + at / CHUNK, block, at, Math.min(CHUNK, length - at));
        }
        return same;
    }

    private VerifierException changed() {
        return FileSource.changed(path());
    }

    @Override
    public void close() {
        file.close();
    }

    /** Reads chunk by chunk, each one held against its digest before any byte of it is given out. */
    private final class Stream extends InputStream {
        private final long end;
        private final byte[] chunk;
        private long chunkNumber = -1;
        private long position;

        Stream(long position, long end) {
            this.position = position;
            this.end = end;
            this.chunk = new byte[(int) Math.min(CHUNK, size())];
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (position >= end || position >= size()) {
                return -1;
            }
            if (chunkNumber != position / CHUNK) {
                load(position / CHUNK);
            }
            int at = (int) (position % CHUNK);
            int read = (int) Math.min(Math.min(length, CHUNK - at), Math.min(end, size()) - position);
            System.arraycopy(chunk, at, into, offset, read);
            position += read;
            return read;
        }

        private void load(long number) throws IOException {
            int length = (int) Math.min(CHUNK, size() - number * CHUNK);
            chunkNumber = -1;
            if (file.read(number * CHUNK, chunk, length) < length) {
                throw changed();
            }
            if (!chunks.agrees(number, chunk, 0, length)) {
                throw changed();
            }
            chunkNumber = number;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }
    }
}
