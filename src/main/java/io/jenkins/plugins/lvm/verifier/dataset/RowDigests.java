package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of each row that a verdict rests on, taken of the very values that are measured: of a zero byte, the row's index as a
 * little-endian int64, and the components of context and target as little-endian float32 in C order; inputs that are not contexts as
 * {@link PackedRow#write} writes them. So the same rows have the same
 * digests whatever the file's layout, precision order or compression is. A row that is read again has to be the same. Safe for use by
 * several threads.
 */
final class RowDigests {
    private static final int ROW = 1 + Long.BYTES;

    private final @Nullable PackedRow packed;
    private RowSet rows = RowSet.of();
    private byte[] leaves = new byte[0];
    private BitSet known = new BitSet();

    /** @param packed what inputs are that are not contexts; null of contexts */
    RowDigests(@Nullable PackedRow packed) {
        this.packed = packed;
    }

    /** Asks for the digests of these rows too. */
    synchronized void expect(RowSet more) {
        RowSet all = rows.union(more);
        if (all.size() == rows.size()) {
            return;
        }
        byte[] moved = new byte[Math.multiplyExact(all.size(), MerkleTree.HASH)];
        BitSet movedKnown = new BitSet();
        for (int place = known.nextSetBit(0); place >= 0; place = known.nextSetBit(place + 1)) {
            int to = all.positionOf(rows.row(place));
            System.arraycopy(leaves, place * MerkleTree.HASH, moved, to * MerkleTree.HASH, MerkleTree.HASH);
            movedKnown.set(to);
        }
        rows = all;
        leaves = moved;
        known = movedKnown;
    }

    /**
     * Takes what was read of the rows asked for.
     *
     * @return whether none of them was something else before
     */
    boolean take(SequenceBatch batch) {
        int contextBytes = batch.contexts().remaining() / batch.size();
        int targetBytes = batch.targets().remaining() / batch.size();
        int inputBytes = packed == null ? contextBytes : packed.bytes();
        byte[] row = new byte[ROW + inputBytes + targetBytes];
        ByteBuffer head = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).put(0, MerkleTree.LEAF);
        MessageDigest sha256 = FileDigest.sha256();
        boolean same = true;
        for (int i = 0; i < batch.size(); i++) {
            if (isExpected(batch.row(i))) {
                head.putLong(1, batch.row(i));
                batch.targets().get(i * targetBytes, row, ROW + inputBytes, targetBytes);
                if (packed == null) {
                    batch.contexts().get(i * contextBytes, row, ROW, contextBytes);
                    littleEndian(row, ROW);
                } else {
                    float[] inputs = new float[contextBytes / Float.BYTES];
                    batch.contexts().asFloatBuffer().get(i * inputs.length, inputs);
                    packed.write(inputs, ByteBuffer.wrap(row, ROW, inputBytes));
                    littleEndian(row, ROW + inputBytes);
                }
                same &= agrees(batch.row(i), sha256.digest(row));
            }
        }
        return same;
    }

    private static void littleEndian(byte[] row, int from) {
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            ByteBuffer values = ByteBuffer.wrap(row);
            for (int at = from; at < row.length; at += Float.BYTES) {
                values.putInt(at, Integer.reverseBytes(values.getInt(at)));
            }
        }
    }

    private synchronized boolean isExpected(int row) {
        return rows.positionOf(row) >= 0;
    }

    /** Keeps a digest, or holds it against the one that is kept. */
    private synchronized boolean agrees(int row, byte[] leaf) {
        int place = rows.positionOf(row);
        int at = place * MerkleTree.HASH;
        if (known.get(place)) {
            return Arrays.equals(leaves, at, at + MerkleTree.HASH, leaf, 0, MerkleTree.HASH);
        }
        System.arraycopy(leaf, 0, leaves, at, MerkleTree.HASH);
        known.set(place);
        return true;
    }

    /**
     * The digests of rows in this order, one after the other.
     *
     * @throws IllegalStateException if one of them was not asked for, or not read
     */
    synchronized byte[] leaves(ValidationRows order) {
        byte[] ordered = new byte[Math.multiplyExact(order.size(), MerkleTree.HASH)];
        for (int position = 0; position < order.size(); position++) {
            int place = rows.positionOf(order.row(position));
            if (place < 0 || !known.get(place)) {
                throw new IllegalStateException("row " + order.row(position) + " was not read");
            }
            System.arraycopy(leaves, place * MerkleTree.HASH, ordered, position * MerkleTree.HASH, MerkleTree.HASH);
        }
        return ordered;
    }

    /**
     * Root of the Merkle tree over the digests of rows in this order, in hex.
     *
     * @throws IllegalStateException if one of them was not asked for, or not read
     */
    String root(ValidationRows order) {
        return root(leaves(order));
    }

    /** Root over digests, one after the other, in hex. */
    static String root(byte[] leaves) {
        MerkleTree tree = new MerkleTree();
        for (int at = 0; at < leaves.length; at += MerkleTree.HASH) {
            tree.add(Arrays.copyOfRange(leaves, at, at + MerkleTree.HASH));
        }
        return HexFormat.of().formatHex(tree.root());
    }

    /**
     * Root of the Merkle tree over rows in this order with what each reached, in hex. A leaf is SHA-256 of a zero byte, the row's digest,
     * and its cosine as a little-endian float32.
     *
     * @param cosines one for each row, in this order
     * @throws IllegalStateException if one of the rows was not asked for, or not read
     */
    String scoredRoot(ValidationRows order, float[] cosines) {
        return scoredRoot(leaves(order), cosines);
    }

    /** The same over digests, one after the other. */
    static String scoredRoot(byte[] leaves, float[] cosines) {
        return scoredRoot(
                leaves, cosines.length, Float.BYTES, (scored, at, position) -> scored.putFloat(at, cosines[position]));
    }

    /** Puts the number of a row at a place of its leaf. */
    @FunctionalInterface
    interface Scored {
        void put(ByteBuffer leaf, int at, int position);
    }

    /** The same with another number than the cosine, of so many bytes. */
    static String scoredRoot(byte[] leaves, int rows, int bytes, Scored number) {
        MerkleTree tree = new MerkleTree();
        MessageDigest sha256 = FileDigest.sha256();
        ByteBuffer scored = ByteBuffer.allocate(1 + MerkleTree.HASH + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(0, MerkleTree.LEAF);
        for (int position = 0; position < rows; position++) {
            scored.put(1, leaves, position * MerkleTree.HASH, MerkleTree.HASH);
            number.put(scored, 1 + MerkleTree.HASH, position);
            tree.add(sha256.digest(scored.array()));
        }
        return HexFormat.of().formatHex(tree.root());
    }
}
