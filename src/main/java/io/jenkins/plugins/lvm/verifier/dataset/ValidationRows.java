package io.jenkins.plugins.lvm.verifier.dataset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/** The rows that a trainer validates on, in the order in which it does: its batches, and with them its batch means, depend on it. */
public final class ValidationRows {
    private final int[] rows;

    /** Keeps the array. */
    public ValidationRows(final int[] rows) {
        this.rows = rows;
    }

    public int size() {
        return rows.length;
    }

    /** The row that is evaluated at this position. */
    public int row(final int position) {
        return rows[position];
    }

    /** The rows in evaluation order. */
    public int[] toArray() {
        return rows.clone();
    }

    /** The same rows in file order. */
    public RowSet rowSet() {
        return RowSet.of(rows);
    }

    /**
     * At most this many of the rows, evenly spread over the evaluation order and in that order; the same ones every time.
     *
     * @param most 0 means all
     */
    public ValidationRows limit(final int most) {
        if (most <= 0 || most >= rows.length) {
            return this;
        }
        return new ValidationRows(
                IntStream.of(spread(rows.length, most)).map(this::row).toArray());
    }

    /**
     * Numbers that are evenly spread, ascending; the same ones every time.
     *
     * @param all they are 0 to {@code all - 1}
     * @param count how many of them, at most all
     */
    public static int[] spread(int all, int count) {
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * all / count))
                .toArray();
    }

    /**
     * So many of the rows, drawn at random without replacement, in the order of the draw; the same ones for the same seed.
     *
     * @see <a href="https://doi.org/10.1145/364520.364540">R. Durstenfeld, Algorithm 235: Random permutation, 1964</a>
     */
    public ValidationRows drawn(int count, long seed) {
        int[] left = rows.clone();
        Random random = new Random(seed);
        int taken = Math.min(count, left.length);
        for (int i = 0; i < taken; i++) {
            int other = i + random.nextInt(left.length - i);
            int row = left[i];
            left[i] = left[other];
            left[other] = row;
        }
        return new ValidationRows(Arrays.copyOf(left, taken));
    }

    /** SHA-256 in hex over the rows in evaluation order, each a little-endian int64. */
    public String sha256() {
        final MessageDigest digest = DigestUtils.getSha256Digest();
        final ByteBuffer row = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final int value : rows) {
            digest.update(row.putLong(0, value).array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof ValidationRows that && Arrays.equals(rows, that.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rows);
    }

    @Override
    public String toString() {
        return rows.length + " rows";
    }
}
