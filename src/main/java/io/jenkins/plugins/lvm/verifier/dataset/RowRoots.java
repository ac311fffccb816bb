package io.jenkins.plugins.lvm.verifier.dataset;

/** What verdicts are bound to, of rows whose digests were taken elsewhere: 32 bytes each, one after the other in evaluation order. */
public final class RowRoots {
    /** Bytes of a row's digest. */
    public static final int BYTES = MerkleTree.HASH;

    private RowRoots() {}

    /** As {@link SequenceData#rowsDigest}. */
    public static String of(byte[] digests) {
        return RowDigests.root(digests);
    }

    /** As {@link SequenceData#scoredRowsDigest}. */
    public static String of(byte[] digests, float[] cosines) {
        return RowDigests.scoredRoot(digests, cosines);
    }

    /** The same with what another metric than the cosine keeps of each row, as a little-endian float64. */
    public static String of(byte[] digests, double[] values) {
        return RowDigests.scoredRoot(
                digests, values.length, Double.BYTES, (scored, at, position) -> scored.putDouble(at, values[position]));
    }
}
