package io.jenkins.plugins.lvm.verifier.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over names, sizes and samples of arrays, where the format has no checksums: 64 blocks of 4 KiB, evenly spread, the first and
 * the last among them. It tells data sets apart that are not made to be mistaken for each other.
 */
public final class SampledDigest {
    private static final int BLOCKS = 64;
    private static final int BLOCK_BYTES = 4096;

    private final MessageDigest digest = FileDigest.sha256();

    /** Takes the next array. */
    public void add(String name, ByteSource array) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES + text.length + Long.BYTES)
                .putInt(text.length)
                .put(text)
                .putLong(array.size())
                .flip());
        long last = array.size() - BLOCK_BYTES;
        if (last <= (long) (BLOCKS - 1) * BLOCK_BYTES) {
            take(array, 0, (int) array.size());
            return;
        }
        for (int i = 0; i < BLOCKS; i++) {
            take(array, last / (BLOCKS - 1) * i + last % (BLOCKS - 1) * i / (BLOCKS - 1), BLOCK_BYTES);
        }
    }

    private void take(ByteSource array, long from, int count) {
        ByteBuffer block = ByteBuffer.allocate(count);
        array.read(from, block);
        digest.update(block.flip());
    }

    /** Of all arrays so far. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
