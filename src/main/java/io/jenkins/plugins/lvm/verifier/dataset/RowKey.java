package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which rows of which data: the same rows of the same compressed bytes have the same key, wherever the file lies.
 *
 * @param name SHA-256 in hex
 */
record RowKey(String name, RowLayout layout) {
    /** Bound to the layout of the files and to the machine's byte order. */
    private static final String VERSION = "rows 2 " + ByteOrder.nativeOrder();

    /** @param content of the file; see {@link ContentDigest} */
    static RowKey of(String content, RowSet rows, RowLayout layout) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update((VERSION + "\n" + content + "\n").getBytes(StandardCharsets.UTF_8));
        ByteBuffer row = ByteBuffer.allocate(Integer.BYTES);
        for (int position = 0; position < rows.size(); position++) {
            digest.update(row.putInt(0, rows.row(position)).array());
        }
        return new RowKey(HexFormat.of().formatHex(digest.digest()), layout);
    }
}
