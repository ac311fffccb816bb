package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.InflatingSource;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens readers of rows: from the cache where it has them, else from the file, and then the cache gets them. */
final class SequenceReaders {
    private static final int MAX_BATCH_BYTES = 64 << 20;
    private static final int MAX_BUFFERED_BYTES = 512 << 20;
    /** At most this part of the heap's limit, which is also that of direct buffers, is spent on buffering. */
    private static final int BUFFERED_SHARE = 4;

    private final ArrayFile arrays;
    private final NamedArray contexts;
    private final NamedArray targets;
    private final @Nullable RowCache cache;
    private final int contextLength;
    private final int dimension;

    /**
     * @param contexts of dimensions row, position, component
     * @param cache keeps rows of compressed arrays; null to keep none
     */
    SequenceReaders(ArrayFile arrays, NamedArray contexts, NamedArray targets, @Nullable RowCache cache) {
        this.arrays = arrays;
        this.contexts = contexts;
        this.targets = targets;
        this.cache = cache;
        this.contextLength = SequenceData.contextLength(contexts);
        this.dimension = targets.header().shape().get(1).intValue();
    }

    /** The same without a cache. */
    SequenceReaders withoutCache() {
        return new SequenceReaders(arrays, contexts, targets, null);
    }

    /**
     * Opens a reader.
     *
     * @param batchSize most rows read together; fewer where contexts are long
     * @param cancelled ends a long read
     */
    SequenceReader open(RowSet rows, int batchSize, BooleanSupplier cancelled) {
        RowLayout layout = new RowLayout(rows.size(), contextLength * dimension * Float.BYTES, dimension * Float.BYTES);
        int rowsTogether = Math.min(batchSize, Math.max(1, MAX_BATCH_BYTES / layout.contextBytes()));
        WatchedFile file = arrays.state().orElse(null);
        if (cache == null || file == null || !contexts.deflated() || !targets.deflated()) {
            return reader(rows, rowsTogether, cancelled, null);
        }
        CachedRows kept = cache.find(file, rows, layout).orElse(null);
        if (kept == null) {
            return reader(
                    rows,
                    rowsTogether,
                    cancelled,
                    cache.writer(file, rows, layout).orElse(null));
        }
        return new SequenceReader(
                rows,
                rowsTogether,
                new SequenceReader.Part(name(contexts), kept.contexts(), contextLength, dimension),
                new SequenceReader.Part(name(targets), kept.targets(), 1, dimension),
                kept,
                null);
    }

    private String name(NamedArray array) {
        return arrays.path() + ": " + array.key();
    }

    private SequenceReader reader(
            RowSet rows, int rowsTogether, BooleanSupplier cancelled, @Nullable RowCacheWriter keeper) {
        SequenceReader.Part contextPart = null;
        try {
            contextPart = part(
                    contexts,
                    rows,
                    contextLength,
                    cancelled,
                    keeper == null ? null : keeper.content().contexts());
            SequenceReader.Part targetPart = part(
                    targets,
                    rows,
                    1,
                    cancelled,
                    keeper == null ? null : keeper.content().targets());
            return new SequenceReader(rows, rowsTogether, contextPart, targetPart, null, keeper);
        } catch (RuntimeException | Error e) {
            if (contextPart != null) {
                contextPart.reader().close();
            }
            if (keeper != null) {
                keeper.close();
            }
            throw e;
        }
    }

    /** @param digest takes the compressed bytes; null if nobody asks for them */
    private SequenceReader.Part part(
            NamedArray array, RowSet rows, int vectors, BooleanSupplier cancelled, @Nullable MessageDigest digest) {
        FloatDecoder decoder = new FloatDecoder(array.header().type().orElseThrow());
        ByteSource source = arrays.source(array.key(), cancelled);
        if (digest != null && source instanceof InflatingSource inflating) {
            inflating.digestInto(digest);
        }
        int start = array.header().length();
        List<Long> shape = array.header().shape();
        RowReader reader = array.header().fortranOrder()
                ? new ColumnMajorReader(anywhere(array, source), decoder, rows, start, shape)
                : new RowMajorReader(source, decoder, rows, start, vectors * dimension);
        return new SequenceReader.Part(source.name(), reader, vectors, dimension);
    }

    /** A source that can be read anywhere, as Fortran order demands. */
    private static ByteSource anywhere(NamedArray array, ByteSource source) {
        if (!array.deflated()) {
            return source;
        }
        long limit = Math.min(MAX_BUFFERED_BYTES, Runtime.getRuntime().maxMemory() / BUFFERED_SHARE);
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
}
