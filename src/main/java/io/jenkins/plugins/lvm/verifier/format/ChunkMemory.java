package io.jenkins.plugins.lvm.verifier.format;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each chunk of a file was when it was read for the first time: of a small file the bytes, which are compared sooner than digested,
 * else 32 bytes of SHA-256 for each. Takes no memory for what was not read. Safe for use by several threads.
 */
final class ChunkMemory {
    private static final int SMALL = 8 << 20;
    private static final int BYTES = 32;
    private static final int CHUNKS_PER_PAGE = 1 << 12;
    /** What no digest is. */
    private static final byte[] UNKNOWN = new byte[BYTES];

    private final @Nullable Map<Long, byte[]> contents;
    private final List<byte[]> pages = new ArrayList<>();

    /** @param fileSize bytes of the file */
    ChunkMemory(long fileSize) {
        contents = fileSize <= SMALL ? new HashMap<>() : null;
    }

    /**
     * Keeps a chunk that is read for the first time.
     *
     * @param bytes hold the chunk, from an index on
     * @return whether the chunk is read for the first time, or was the same before
     */
    boolean agrees(long chunk, byte[] bytes, int from, int length) {
        if (contents == null) {
            MessageDigest digest = FileDigest.sha256();
            digest.update(bytes, from, length);
            return agrees(chunk, digest.digest());
        }
        synchronized (this) {
            byte[] before = contents.get(chunk);
            if (before == null) {
                contents.put(chunk, Arrays.copyOfRange(bytes, from, from + length));
                return true;
            }
            return Arrays.equals(before, 0, before.length, bytes, from, from + length);
        }
    }

    private synchronized boolean agrees(long chunk, byte[] digest) {
        int page = (int) (chunk / CHUNKS_PER_PAGE);
        while (pages.size() <= page) {
            pages.add(null);
        }
        if (pages.get(page) == null) {
            pages.set(page, new byte[CHUNKS_PER_PAGE * BYTES]);
        }
        byte[] kept = pages.get(page);
        int at = (int) (chunk % CHUNKS_PER_PAGE) * BYTES;
        if (Arrays.equals(kept, at, at + BYTES, UNKNOWN, 0, BYTES)) {
            System.arraycopy(digest, 0, kept, at, BYTES);
            return true;
        }
        return Arrays.equals(kept, at, at + BYTES, digest, 0, BYTES);
    }
}
