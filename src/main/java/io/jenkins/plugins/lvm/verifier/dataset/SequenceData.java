package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The sequences that a model was trained on: N contexts of T vectors of D components, and for each the vector that comes next.
 *
 * <p>Contexts are the array {@code context_sequences}, else {@code contexts}, else {@code train_context_sequences}, else
 * {@code sequences}; targets are {@code target_vectors}, else {@code targets}, else {@code train_target_vectors}. This is the
 * trainers' own order. Other trainers read {@code context_vectors}, or keep what validates apart: {@code X_val} with {@code Y_val},
 * {@code val_contexts} with {@code val_targets}, and {@code v_pred_val} with {@code v_true_val}, of which each context is one vector.
 */
public final class SequenceData implements AutoCloseable {
    private final SequenceArrays found;
    private final SequenceReaders readers;
    private final RowDigests digests;
    private @Nullable Ahead ahead;

    private SequenceData(ArrayFile arrays, DataKeys keys, @Nullable RowCache cache) {
        this.found = SequenceArrays.in(arrays, keys);
        this.readers = new SequenceReaders(found, cache);
        this.digests = new RowDigests(found.packed());
    }

    private SequenceData(final SequenceData other) {
        this.found = other.found;
        this.readers = other.readers.withoutCache();
        this.digests = other.digests;
    }

    /** The same open file, for reads that are not worth keeping; closing either closes both. */
    public SequenceData withoutCache() {
        return new SequenceData(this);
    }

    /**
     * Opens an npz, a folder of {@code .npy} or a safetensors file, and finds the sequences in it. Reads no row.
     *
     * @throws VerifierException if there is no such file, it cannot be read, or its arrays are missing, empty or do not go together
     */
    public static SequenceData open(final Path path) {
        return open(path, null);
    }

    /** As by {@link #open(Path, DataKeys, RowCache)}, under the names that trainers write. */
    public static SequenceData open(final Path path, final @Nullable RowCache cache) {
        return open(path, DataKeys.USUAL, cache);
    }

    /**
     * Opens an npz, a folder of {@code .npy} or a safetensors file, and finds the sequences in it. Reads no row.
     *
     * @param keys names of the arrays
     * @param cache keeps rows of compressed arrays; null to keep none. It knows files by their state, so that arrays that somebody names
     *     are not kept.
     * @throws VerifierException if there is no such file, it cannot be read, or its arrays are missing, empty or do not go together
     */
    public static SequenceData open(final Path path, final DataKeys keys, final @Nullable RowCache cache) {
        ArrayFile arrays = DataFiles.open(path);
        try {
            return new SequenceData(arrays, keys, keys.equals(DataKeys.USUAL) ? cache : null);
        } catch (final VerifierException e) {
            arrays.close();
            throw e;
        }
    }

    /** Where they lie. */
    public ArrayFile arrays() {
        return found.file();
    }

    /** N, the number of sequences. */
    public int sequences() {
        return found.sequences();
    }

    /** T, the number of vectors in one context; 1 where inputs are not contexts. */
    public int contextLength() {
        return found.contextLength();
    }

    /** D, the number of components of one vector; where inputs are not contexts, of a target as it is compared. */
    public int dimension() {
        return found.dimension();
    }

    /** What a row's inputs are where they are not contexts, and how they travel in place of them; empty of contexts. */
    public Optional<PackedRow> packed() {
        return Optional.ofNullable(found.packed());
    }

    /** Numbers in one row's {@link SequenceBatch#contexts()}: of contexts T times D. */
    public int contextSize() {
        return found.contextSize();
    }

    /** Vectors in one context; 0 where inputs are not contexts. */
    public int contextVectors() {
        return found.packed() == null ? found.contextLength() : 0;
    }

    /** Names of the arrays used: contexts, or inputs by the order of their own names, and targets. */
    public List<String> keys() {
        return found.keys();
    }

    /** A name for the file's arrays that can be forged, and proves nothing; see {@link ArrayFile#fingerprint()}. */
    public String fingerprint() {
        return found.file().fingerprint();
    }

    /**
     * The article of each sequence: {@code article_index} in {@code metadata}, else {@code article_ids}, else the first column of
     * {@code truth_keys}, else {@code chain_ids}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup articles() {
        return new ColumnReader(found.file(), sequences()).articles();
    }

    /**
     * The place of each target in its article: {@code target_chunk_index} in {@code metadata}, else the array of this name, else
     * {@code target_indices}, else the second column of {@code truth_keys}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup targetPlaces() {
        return new ColumnReader(found.file(), sequences()).targetPlaces();
    }

    /**
     * One integer for each sequence: {@code name} in {@code metadata}, else the array of this name, of one dimension, or its first
     * column. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup column(final String name) {
        return new ColumnReader(found.file(), sequences()).column(name);
    }

    /**
     * Reads rows in file order, batch after batch, in constant memory. While the consumer works on one batch, the next two are read
     * by two other threads, one for contexts and one for targets. Nothing is read beyond the last row wanted. Every vector is checked.
     *
     * @param batchSize most rows in one batch; batches are smaller where contexts are so long that this would exceed 64 MiB
     * @throws VerifierException if a row holds NaN, infinity or a zero vector, or the file is damaged or was changed meanwhile
     * @throws CancellationException if the calling thread is interrupted
     * @throws IllegalArgumentException if a row is not in the file
     */
    public void forEachBatch(final RowSet rows, final int batchSize, final BatchConsumer consumer) {
        if (rows.size() == 0) {
            return;
        }
        check(rows, batchSize);
        try (BatchStream stream = taken(rows, batchSize)) {
            stream.forEach(consumer);
        }
        found.file().requireUnchanged();
    }

    /**
     * Asks for the digests of these rows, which have to be read afterwards, and from then on to be the same whenever they are.
     *
     * @throws IllegalArgumentException if a row is not in the file
     */
    public void bind(RowSet rows) {
        if (rows.size() > 0) {
            check(rows, 1);
            digests.expect(rows);
        }
    }

    /**
     * What a verdict on these rows is bound to: the root, in hex, of the Merkle tree of RFC 6962 with SHA-256 whose leaves are the rows
     * in this order, each its index as a little-endian int64 and its context and target as little-endian float32. Inputs that are not
     * contexts stand there by the order of their names, each as {@link PackedRow#write} writes it.
     *
     * @throws IllegalStateException if one of the rows was not bound, or not read since
     */
    public String rowsDigest(ValidationRows rows) {
        return digests.root(rows);
    }

    /**
     * What the numbers of these rows are bound to: the root, in hex, of the tree of RFC 6962 whose leaves are the rows' own digests, each
     * followed by the row's cosine as a little-endian float32.
     *
     * @param cosines one for each row, in this order
     * @throws IllegalStateException if one of the rows was not bound, or not read since
     */
    public String scoredRowsDigest(ValidationRows rows, float[] cosines) {
        return digests.scoredRoot(rows, cosines);
    }

    /** Digests of rows, 32 bytes each; see {@link RowRoots}. */
    public byte[] rowDigests(ValidationRows rows) {
        return digests.leaves(rows);
    }

    /**
     * Begins to read, beside whatever else is to be done before {@link #forEachBatch} is called with the same rows and batch size, which
     * then finds its first batches read. What was begun and is never asked for is given up when the data is closed.
     *
     * @throws VerifierException if the file is damaged; what is wrong with the rows themselves is left to {@link #forEachBatch}
     * @throws IllegalArgumentException if a row is not in the file
     */
    public void readAhead(final RowSet rows, final int batchSize) {
        dropAhead();
        if (rows.size() > 0) {
            check(rows, batchSize);
            ahead = new Ahead(rows, batchSize, stream(rows, batchSize));
        }
    }

    /** What was begun to be read. */
    private record Ahead(RowSet rows, int batchSize, BatchStream stream) {}

    private void check(final RowSet rows, final int batchSize) {
        if (rows.row(rows.size() - 1) >= sequences() || batchSize < 1) {
            throw new IllegalArgumentException(
                    rows + " up to " + rows.row(rows.size() - 1) + ", batches of " + batchSize);
        }
    }

    private BatchStream taken(final RowSet rows, final int batchSize) {
        final Ahead begun = ahead;
        if (begun == null || begun.batchSize() != batchSize || !begun.rows().equals(rows)) {
            return stream(rows, batchSize);
        }
        ahead = null;
        return begun.stream();
    }

    private BatchStream stream(final RowSet rows, final int batchSize) {
        return new BatchStream(cancelled -> readers.open(rows, batchSize, cancelled), this::digest);
    }

    private void digest(SequenceBatch batch) {
        if (!digests.take(batch)) {
            throw FileSource.changed(found.file().path());
        }
    }

    private void dropAhead() {
        if (ahead != null) {
            ahead.stream().close();
            ahead = null;
        }
    }

    @Override
    public void close() {
        dropAhead();
        found.file().close();
    }
}
