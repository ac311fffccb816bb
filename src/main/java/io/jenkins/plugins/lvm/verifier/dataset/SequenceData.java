package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.file.Path;
import java.util.List;
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
    private static final int CONTEXT_DIMENSIONS = 3;
    private static final int TARGET_DIMENSIONS = 2;
    private static final int MAX_SEQUENCES = 20_000_000;
    private static final int MAX_ROW_BYTES = 16 << 20;

    private final ArrayFile arrays;
    private final NamedArray contexts;
    private final NamedArray targets;
    private final SequenceReaders readers;
    private final RowDigests digests;
    private @Nullable Ahead ahead;

    private SequenceData(ArrayFile arrays, DataKeys keys, @Nullable RowCache cache) {
        this.arrays = arrays;
        this.contexts = pick(arrays, "contexts", keys.ofContexts(), CONTEXT_DIMENSIONS);
        this.targets = pick(arrays, "targets", keys.ofTargets(), TARGET_DIMENSIONS);
        check();
        this.readers = new SequenceReaders(arrays, contexts, targets, cache);
        this.digests = new RowDigests();
    }

    private SequenceData(final SequenceData other) {
        this.arrays = other.arrays;
        this.contexts = other.contexts;
        this.targets = other.targets;
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

    private static NamedArray pick(
            final ArrayFile arrays, final String role, final List<String> keys, final int dimensions) {
        final NamedArray array = keys.stream()
                .filter(arrays::contains)
                .findFirst()
                .flatMap(arrays::array)
                .orElseThrow(() -> VerifierException.unreadable(
                        arrays.path() + " holds no " + role + ": none of " + String.join(", ", keys) + "; it holds "
                                + held(arrays) + ".",
                        "Name the npz with the sequences that the model was trained on, or its arrays by contextsKey and targetsKey "
                                + "(--contexts-key, --targets-key)."));
        final NpyHeader header = array.header();
        if (!header.type().map(NumpyType::isFloat).orElse(false)) {
            throw refused(arrays, array, "is " + header.describe() + ", not float16, float32 or float64");
        }
        if (header.shape().size() != dimensions
                && !(array.key().equals(DataKeys.SINGLE_VECTORS)
                        && header.shape().size() == TARGET_DIMENSIONS)) {
            throw refused(
                    arrays,
                    array,
                    "is " + header.describe() + ", but " + role + " have "
                            + (dimensions == CONTEXT_DIMENSIONS
                                    ? "three dimensions: sequence, position, component"
                                    : "two dimensions: sequence, component"));
        }
        if (header.elements() == 0) {
            throw refused(arrays, array, "is empty: " + header.describe());
        }
        if (header.shape().get(0) > MAX_SEQUENCES) {
            throw refused(arrays, array, "holds " + header.shape().get(0) + " sequences, which is too many");
        }
        if (header.elements() / header.shape().get(0) > MAX_ROW_BYTES / Float.BYTES) {
            throw refused(arrays, array, "is " + header.describe() + ": one row is larger than 16 MiB");
        }
        return array;
    }

    private static String held(final ArrayFile arrays) {
        final List<String> keys =
                arrays.keys().stream().sorted().map(FileErrors::printable).toList();
        final int shown = 20;
        return keys.isEmpty()
                ? "nothing"
                : String.join(", ", keys.subList(0, Math.min(shown, keys.size())))
                        + (keys.size() > shown ? " and " + (keys.size() - shown) + " more" : "");
    }

    private void check() {
        final List<Long> contextShape = contexts.header().shape();
        final List<Long> targetShape = targets.header().shape();
        if (!contextShape.get(0).equals(targetShape.get(0))) {
            throw VerifierException.unreadable(
                    arrays.path() + " is inconsistent: " + contexts.key() + " has " + contextShape.get(0) + " rows, "
                            + targets.key() + " has " + targetShape.get(0) + ".",
                    "Write the file again.");
        }
        Long width = contextShape.get(contextShape.size() - 1);
        if (!width.equals(targetShape.get(1))) {
            throw VerifierException.unreadable(
                    arrays.path() + " is inconsistent: vectors in " + contexts.key() + " have " + width
                            + " components, those in " + targets.key() + " have " + targetShape.get(1) + ".",
                    "Write the file again.");
        }
    }

    private static VerifierException refused(final ArrayFile arrays, final NamedArray array, final String why) {
        return VerifierException.unreadable(
                arrays.path() + ": " + array.key() + " " + why + ".",
                "Name the npz with the sequences that the model was trained on.");
    }

    /** Where they lie. */
    public ArrayFile arrays() {
        return arrays;
    }

    /** N, the number of sequences. */
    public int sequences() {
        return contexts.header().shape().get(0).intValue();
    }

    /** T, the number of vectors in one context. */
    public int contextLength() {
        return contextLength(contexts);
    }

    /** Vectors in one context of an array, which are one where it has two dimensions. */
    static int contextLength(NamedArray contexts) {
        List<Long> shape = contexts.header().shape();
        return shape.size() == CONTEXT_DIMENSIONS ? shape.get(1).intValue() : 1;
    }

    /** D, the number of components of one vector. */
    public int dimension() {
        return targets.header().shape().get(1).intValue();
    }

    /** Names of the arrays used: contexts, targets. */
    public List<String> keys() {
        return List.of(contexts.key(), targets.key());
    }

    /** A name for the file's arrays that can be forged, and proves nothing; see {@link ArrayFile#fingerprint()}. */
    public String fingerprint() {
        return arrays.fingerprint();
    }

    /**
     * The article of each sequence: {@code article_index} in {@code metadata}, else {@code article_ids}, else the first column of
     * {@code truth_keys}, else {@code chain_ids}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup articles() {
        return new ColumnReader(arrays, sequences()).articles();
    }

    /**
     * The place of each target in its article: {@code target_chunk_index} in {@code metadata}, else the array of this name, else
     * {@code target_indices}, else the second column of {@code truth_keys}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup targetPlaces() {
        return new ColumnReader(arrays, sequences()).targetPlaces();
    }

    /**
     * One integer for each sequence: {@code name} in {@code metadata}, else the array of this name, of one dimension, or its first
     * column. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup column(final String name) {
        return new ColumnReader(arrays, sequences()).column(name);
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
        arrays.requireUnchanged();
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
     * in this order, each its index as a little-endian int64 and its context and target as little-endian float32.
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
            throw FileSource.changed(arrays.path());
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
        arrays.close();
    }
}
