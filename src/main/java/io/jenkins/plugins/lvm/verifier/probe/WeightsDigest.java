package io.jenkins.plugins.lvm.verifier.probe;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.TreeSet;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The digest of weights that {@code lvm_probe.py} takes as well: SHA-256 over the SHA-256 of each floating point tensor as little-endian
 * float32, in hex, each once, sorted. Names do not count, which wrappers change.
 */
final class WeightsDigest {
    private static final int PIECE = 1 << 16;

    private WeightsDigest() {}

    static String of(StateDict state) {
        TreeSet<String> digests = new TreeSet<>();
        ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (String name : state.names()) {
            if (state.tensor(name).dtype().isFloating()) {
                MessageDigest digest = DigestUtils.getSha256Digest();
                float[] values = state.floats(name);
                for (int from = 0; from < values.length; from += PIECE) {
                    int count = Math.min(PIECE, values.length - from);
                    piece.clear().asFloatBuffer().put(values, from, count);
                    digest.update(piece.limit(count * Float.BYTES));
                }
                digests.add(Hex.encodeHexString(digest.digest()));
            }
        }
        return DigestUtils.sha256Hex(String.join("", digests).getBytes(StandardCharsets.US_ASCII));
    }
}
