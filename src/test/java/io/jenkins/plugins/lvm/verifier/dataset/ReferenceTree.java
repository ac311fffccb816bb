package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;

/** The Merkle tree as RFC 6962 says it: recursively. */
public final class ReferenceTree {
    private ReferenceTree() {}

    /** The hash over the hashes of leaves, of which there is at least one. */
    public static byte[] root(byte[][] leaves) {
        if (leaves.length == 1) {
            return leaves[0];
        }
        int left = Integer.highestOneBit(leaves.length - 1);
        return DigestUtils.sha256(ByteBuffer.allocate(65)
                .put((byte) 1)
                .put(root(Arrays.copyOf(leaves, left)))
                .put(root(Arrays.copyOfRange(leaves, left, leaves.length)))
                .array());
    }
}
