package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which rows of which data: the same rows of the same arrays have the same key, wherever the file lies.
 *
 * @param name SHA-256 in hex
 * @param rows number of rows
 * @param contextBytes bytes of one row's context as float32
 * @param targetBytes bytes of one row's target as float32
 */
record RowKey(String name, int rows, int contextBytes, int targetBytes) {
    /** Bound to the layout of the files and to the machine's byte order. */
    private static final String LAYOUT = "rows 1 " + ByteOrder.nativeOrder();

    static RowKey of(final SequenceData data, final RowSet rows) {
        final MessageDigest digest = DigestUtils.getSha256Digest();
        final String what = String.join("\n", LAYOUT, data.fingerprint(), String.join("\n", data.keys())) + "\n";
        digest.update(what.getBytes(StandardCharsets.UTF_8));
        final ByteBuffer row = ByteBuffer.allocate(Integer.BYTES);
        for (int position = 0; position < rows.size(); position++) {
            digest.update(row.putInt(0, rows.row(position)).array());
        }
        final int vector = data.dimension() * Float.BYTES;
        return new RowKey(
                HexFormat.of().formatHex(digest.digest()), rows.size(), data.contextLength() * vector, vector);
    }

    /** Bytes of all rows. */
    long bytes() {
        return (long) rows * (contextBytes + targetBytes);
    }
}
