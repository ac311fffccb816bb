package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The Merkle tree hash of RFC 6962, section 2.1, with SHA-256, made of leaves as they come: whoever has the root can later be shown, by
 * as many hashes as the tree is high, that a leaf is in its place. Hashes of leaves and of nodes begin with another byte each, so that
 * neither can be passed off as the other.
 */
final class MerkleTree {
    /** Bytes of a hash. */
    static final int HASH = 32;
    /** What is hashed for a leaf begins with it. */
    static final byte LEAF = 0;

    private static final byte NODE = 1;

    private final MessageDigest sha256 = FileDigest.sha256();
    /** Roots of complete trees, the smallest first; their sizes are the bits of the number of leaves. */
    private final Deque<byte[]> complete = new ArrayDeque<>();

    /** What is hashed for a node. */
    private final byte[] node = new byte[1 + 2 * HASH];

    private long leaves;

    MerkleTree() {
        node[0] = NODE;
    }

    /** Takes the hash of the next leaf. */
    void add(byte[] leaf) {
        byte[] root = leaf;
        for (long rest = leaves; (rest & 1) == 1; rest >>= 1) {
            root = parent(complete.pop(), root);
        }
        complete.push(root);
        leaves++;
    }

    /** The hash of all leaves so far. */
    byte[] root() {
        if (complete.isEmpty()) {
            return sha256.digest();
        }
        Iterator<byte[]> roots = complete.iterator();
        byte[] root = roots.next();
        while (roots.hasNext()) {
            root = parent(roots.next(), root);
        }
        return root;
    }

    private byte[] parent(byte[] left, byte[] right) {
        System.arraycopy(left, 0, node, 1, HASH);
        System.arraycopy(right, 0, node, 1 + HASH, HASH);
        return sha256.digest(node);
    }
}
