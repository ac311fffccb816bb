package io.jenkins.plugins.lvm.verifier.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** SHA-256 of each chunk of a file, as far as it was read: 32 bytes for each. Takes no memory for what was not read. */
final class ChunkDigests {
    private static final int BYTES = 32;
    private static final int CHUNKS_PER_PAGE = 1 << 12;
    /** What no digest is. */
    private static final byte[] UNKNOWN = new byte[BYTES];

    private final List<byte[]> pages = new ArrayList<>();

    /**
     * Keeps the digest of a chunk that is read for the first time.
     *
     * @return whether the chunk is read for the first time, or had the same digest before
     */
    synchronized boolean agrees(long chunk, byte[] digest) {
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
