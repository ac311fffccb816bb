package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ArchiveEntry;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpzFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The sequences that a model was trained on: N contexts of T vectors of D components, and for each the vector that comes next.
 *
 * <p>Contexts are the array {@code context_sequences}, else {@code contexts}, else {@code train_context_sequences}, else
 * {@code sequences}; targets are {@code target_vectors}, else {@code targets}, else {@code train_target_vectors}. This is the
 * trainers' own order.
 */
public final class SequenceData implements AutoCloseable {
    private static final List<String> CONTEXT_KEYS =
            List.of("context_sequences", "contexts", "train_context_sequences", "sequences");
    private static final List<String> TARGET_KEYS = List.of("target_vectors", "targets", "train_target_vectors");
    private static final int CONTEXT_DIMENSIONS = 3;
    private static final int TARGET_DIMENSIONS = 2;
    private static final int MAX_SEQUENCES = 20_000_000;
    private static final int MAX_ROW_BYTES = 16 << 20;
    private static final int MAX_BATCH_BYTES = 64 << 20;
    private static final int MAX_BUFFERED_BYTES = 512 << 20;
    /** At most this part of the heap's limit, which is also that of direct buffers, is spent on buffering. */
    private static final int BUFFERED_SHARE = 4;

    private final NpzFile npz;
    private final NpzFile.Array contexts;
    private final NpzFile.Array targets;
    private final RowCache cache;
    private Ahead ahead;

    private SequenceData(final NpzFile npz, final RowCache cache) {
        this.npz = npz;
        this.cache = cache;
        this.contexts = pick(npz, "contexts", CONTEXT_KEYS, CONTEXT_DIMENSIONS);
        this.targets = pick(npz, "targets", TARGET_KEYS, TARGET_DIMENSIONS);
        check();
    }

    private SequenceData(final SequenceData other) {
        this.npz = other.npz;
        this.contexts = other.contexts;
        this.targets = other.targets;
        this.cache = null;
    }

    /** The same open file, for reads that are not worth keeping; closing either closes both. */
    public SequenceData withoutCache() {
        return new SequenceData(this);
    }

    /**
     * Opens an npz and finds the sequences in it. Reads no row.
     *
     * @throws VerifierException if there is no such file, it is not an npz, or its arrays are missing, empty or do not go together
     */
    public static SequenceData open(final Path path) {
        return open(path, null);
    }

    /**
     * Opens an npz and finds the sequences in it. Reads no row.
     *
     * @param cache keeps rows of compressed arrays; null to keep none
     * @throws VerifierException if there is no such file, it is not an npz, or its arrays are missing, empty or do not go together
     */
    public static SequenceData open(final Path path, final RowCache cache) {
        final NpzFile npz = NpzFile.open(path);
        try {
            return new SequenceData(npz, cache);
        } catch (final VerifierException e) {
            npz.close();
            throw e;
        }
    }

    private static NpzFile.Array pick(
            final NpzFile npz, final String role, final List<String> keys, final int dimensions) {
        final NpzFile.Array array = keys.stream()
                .filter(npz::contains)
                .findFirst()
                .flatMap(npz::array)
                .orElseThrow(() -> VerifierException.unreadable(
                        npz.path() + " holds no " + role + ": none of " + String.join(", ", keys) + "; it holds "
                                + held(npz) + ".",
                        "Name the npz with the sequences that the model was trained on."));
        final NpyHeader header = array.header();
        if (!header.type().map(NumpyType::isFloat).orElse(false)) {
            throw refused(npz, array, "is " + header.describe() + ", not float16, float32 or float64");
        }
        if (header.shape().size() != dimensions) {
            throw refused(
                    npz,
                    array,
                    "is " + header.describe() + ", but " + role + " have "
                            + (dimensions == CONTEXT_DIMENSIONS
                                    ? "three dimensions: sequence, position, component"
                                    : "two dimensions: sequence, component"));
        }
        if (header.elements() == 0) {
            throw refused(npz, array, "is empty: " + header.describe());
        }
        if (header.shape().get(0) > MAX_SEQUENCES) {
            throw refused(npz, array, "holds " + header.shape().get(0) + " sequences, which is too many");
        }
        if (header.elements() / header.shape().get(0) > MAX_ROW_BYTES / Float.BYTES) {
            throw refused(npz, array, "is " + header.describe() + ": one row is larger than 16 MiB");
        }
        return array;
    }

    private static String held(final NpzFile npz) {
        final List<String> keys = npz.entries().keySet().stream().sorted().toList();
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
                    npz.path() + " is inconsistent: " + contexts.key() + " has " + contextShape.get(0) + " rows, "
                            + targets.key() + " has " + targetShape.get(0) + ".",
                    "Write the file again.");
        }
        if (!contextShape.get(2).equals(targetShape.get(1))) {
            throw VerifierException.unreadable(
                    npz.path() + " is inconsistent: vectors in " + contexts.key() + " have " + contextShape.get(2)
                            + " components, those in " + targets.key() + " have " + targetShape.get(1) + ".",
                    "Write the file again.");
        }
    }

    private static VerifierException refused(final NpzFile npz, final NpzFile.Array array, final String why) {
        return VerifierException.unreadable(
                npz.path() + ": " + array.key() + " " + why + ".",
                "Name the npz with the sequences that the model was trained on.");
    }

    /** The file. */
    public NpzFile npz() {
        return npz;
    }

    /** N, the number of sequences. */
    public int sequences() {
        return contexts.header().shape().get(0).intValue();
    }

    /** T, the number of vectors in one context. */
    public int contextLength() {
        return contexts.header().shape().get(1).intValue();
    }

    /** D, the number of components of one vector. */
    public int dimension() {
        return targets.header().shape().get(1).intValue();
    }

    /** Names of the arrays used: contexts, targets. */
    public List<String> keys() {
        return List.of(contexts.key(), targets.key());
    }

    /** Digest of the file; see {@link NpzFile#fingerprint()}. */
    public String fingerprint() {
        return npz.fingerprint();
    }

    /**
     * The article of each sequence: {@code article_index} in {@code metadata}, else {@code article_ids}, else the first column of
     * {@code truth_keys}, else {@code chain_ids}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup articles() {
        return new ColumnReader(npz, sequences()).articles();
    }

    /**
     * The place of each target in its article: {@code target_chunk_index} in {@code metadata}, else the array of this name, else
     * {@code target_indices}, else the second column of {@code truth_keys}. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup targetPlaces() {
        return new ColumnReader(npz, sequences()).targetPlaces();
    }

    /**
     * One integer for each sequence: {@code name} in {@code metadata}, else the array of this name, of one dimension, or its first
     * column. Reads all of it.
     *
     * @throws VerifierException if {@code metadata} is damaged or refused
     */
    public ColumnLookup column(final String name) {
        return new ColumnReader(npz, sequences()).column(name);
    }

    /**
     * Reads rows in file order, batch after batch, in constant memory. While the consumer works on one batch, the next two are read
     * by two other threads, one for contexts and one for targets. Nothing is read beyond the last row wanted. Every vector is checked.
     *
     * @param batchSize most rows in one batch; batches are smaller where contexts are so long that this would exceed 64 MiB
     * @throws VerifierException if a row holds NaN, infinity or a zero vector, or the file is damaged
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
        return new BatchStream(cancelled -> open(rows, batchSize, cancelled));
    }

    private void dropAhead() {
        if (ahead != null) {
            ahead.stream().close();
            ahead = null;
        }
    }

    /** Reads from the cache what is there, and keeps in it what is not. */
    private SequenceReader open(final RowSet rows, final int batchSize, final BooleanSupplier cancelled) {
        final int rowBytes = contextLength() * dimension() * Float.BYTES;
        final int rowsTogether = Math.min(batchSize, Math.max(1, MAX_BATCH_BYTES / rowBytes));
        if (cache == null || !isCompressed()) {
            return reader(rows, rowsTogether, cancelled, null);
        }
        final RowKey key = RowKey.of(this, rows);
        final CachedRows kept = cache.find(key).orElse(null);
        if (kept == null) {
            return reader(rows, rowsTogether, cancelled, cache.writer(key).orElse(null));
        }
        return new SequenceReader(
                rows,
                rowsTogether,
                new SequenceReader.Part(
                        npz.path() + ": " + contexts.key(), kept.contexts(), contextLength(), dimension()),
                new SequenceReader.Part(npz.path() + ": " + targets.key(), kept.targets(), 1, dimension()),
                kept,
                null);
    }

    private boolean isCompressed() {
        return contexts.entry().method() != ArchiveEntry.STORED
                || targets.entry().method() != ArchiveEntry.STORED;
    }

    private SequenceReader reader(
            final RowSet rows, final int rowsTogether, final BooleanSupplier cancelled, final RowCacheWriter keeper) {
        final SequenceReader.Part contextPart = part(contexts, rows, contextLength(), cancelled);
        try {
            return new SequenceReader(rows, rowsTogether, contextPart, part(targets, rows, 1, cancelled), null, keeper);
        } catch (final VerifierException e) {
            contextPart.reader().close();
            if (keeper != null) {
                keeper.close();
            }
            throw e;
        }
    }

    private SequenceReader.Part part(
            final NpzFile.Array array, final RowSet rows, final int vectors, final BooleanSupplier cancelled) {
        final FloatDecoder decoder = new FloatDecoder(array.header().type().orElseThrow());
        final ByteSource source = npz.source(array.key(), cancelled);
        final int start = array.header().length();
        final RowReader reader = array.header().fortranOrder()
                ? new ColumnMajorReader(
                        anywhere(array, source),
                        decoder,
                        rows,
                        start,
                        array.header().shape())
                : new RowMajorReader(source, decoder, rows, start, vectors * dimension());
        return new SequenceReader.Part(source.name(), reader, vectors, dimension());
    }

    /** A source that can be read anywhere, as Fortran order demands. */
    private static ByteSource anywhere(final NpzFile.Array array, final ByteSource source) {
        if (array.entry().method() == ArchiveEntry.STORED) {
            return source;
        }
        final long limit = Math.min(MAX_BUFFERED_BYTES, Runtime.getRuntime().maxMemory() / BUFFERED_SHARE);
        try (source) {
            if (source.size() > limit) {
                throw VerifierException.unreadable(
                        source.name() + " is compressed and in Fortran order, so that all of its " + source.size()
                                + " bytes would have to be in memory at once, where " + limit + " are allowed.",
                        "Write it in C order (numpy.ascontiguousarray), or uncompressed (numpy.savez).");
            }
            return MemorySource.of(source);
        }
    }

    @Override
    public void close() {
        dropAhead();
        npz.close();
    }
}
