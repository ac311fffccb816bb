package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.InflatingSource;
import io.jenkins.plugins.lvm.verifier.format.MemorySource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.ElementDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumberDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackedRow;
import io.jenkins.plugins.lvm.verifier.format.numpy.PackingDecoder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens readers of rows: from the cache where it has them, else from the file, and then the cache gets them. */
final class SequenceReaders {
    private static final int MAX_BATCH_BYTES = 64 << 20;
    private static final int MAX_BUFFERED_BYTES = 512 << 20;
    /** At most this part of the heap's limit, which is also that of direct buffers, is spent on buffering. */
    private static final int BUFFERED_SHARE = 4;

    private final SequenceArrays found;
    private final @Nullable RowCache cache;

    /** @param cache keeps rows of compressed arrays; null to keep none */
    SequenceReaders(SequenceArrays found, @Nullable RowCache cache) {
        this.found = found;
        this.cache = found.packed() == null ? cache : null;
    }

    /** The same without a cache. */
    SequenceReaders withoutCache() {
        return new SequenceReaders(found, null);
    }

    /**
     * Opens a reader.
     *
     * @param batchSize most rows read together; fewer where contexts are long
     * @param cancelled ends a long read
     */
    SequenceReader open(RowSet rows, int batchSize, BooleanSupplier cancelled) {
        RowLayout layout =
                new RowLayout(rows.size(), found.contextSize() * Float.BYTES, found.dimension() * Float.BYTES);
        int rowsTogether = Math.min(batchSize, Math.max(1, batchBytes() / layout.contextBytes()));
        WatchedFile file = found.file().state().orElse(null);
        NamedArray contexts = found.inputs().get(0);
        NamedArray targets = found.targets();
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
                new SequenceReader.Part(
                        name(contexts), kept.contexts(), found.contextLength(), found.dimension(), false),
                new SequenceReader.Part(name(targets), kept.targets(), 1, found.dimension(), false),
                kept,
                null);
    }

    /** Inputs that are not contexts are held several times on their way: packed, and in the types that a graph reads. */
    private int batchBytes() {
        return found.packed() == null ? MAX_BATCH_BYTES : MAX_BATCH_BYTES / 4;
    }

    private String name(NamedArray array) {
        return found.file().path() + ": " + array.key();
    }

    private SequenceReader reader(
            RowSet rows, int rowsTogether, BooleanSupplier cancelled, @Nullable RowCacheWriter keeper) {
        SequenceReader.Part contextPart = null;
        try {
            contextPart = contexts(
                    rows, cancelled, keeper == null ? null : keeper.content().contexts());
            SequenceReader.Part targetPart = targets(
                    rows, cancelled, keeper == null ? null : keeper.content().targets());
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

    private SequenceReader.Part contexts(RowSet rows, BooleanSupplier cancelled, @Nullable MessageDigest digest) {
        PackedRow packed = found.packed();
        String name = found.file().path() + ": "
                + String.join(", ", found.keys().subList(0, found.inputs().size()));
        if (packed == null) {
            NamedArray only = found.inputs().get(0);
            FloatDecoder decoder = new FloatDecoder(only.header().type().orElseThrow());
            return new SequenceReader.Part(
                    name,
                    reader(only, decoder, rows, cancelled, digest),
                    found.contextLength(),
                    found.dimension(),
                    false);
        }
        List<RowReader> readers = new ArrayList<>();
        try {
            for (NamedArray input : found.inputs()) {
                PackingDecoder decoder =
                        new PackingDecoder(input.header().type().orElseThrow());
                readers.add(reader(input, decoder, rows, cancelled, null));
            }
        } catch (RuntimeException | Error e) {
            readers.forEach(RowReader::close);
            throw e;
        }
        int[] bytes = packed.fields().stream()
                .mapToInt(field -> Math.toIntExact(field.floats() * Float.BYTES))
                .toArray();
        RowReader all = readers.size() == 1 ? readers.get(0) : new JoinedReader(readers, bytes);
        return new SequenceReader.Part(name, all, 1, found.contextSize(), true);
    }

    private SequenceReader.Part targets(RowSet rows, BooleanSupplier cancelled, @Nullable MessageDigest digest) {
        NamedArray targets = found.targets();
        NumpyType type = targets.header().type().orElseThrow();
        boolean classes = width(targets) == 1 && found.dimension() > 1;
        ElementDecoder decoder = type.isFloat() && !classes
                ? new FloatDecoder(type)
                : new NumberDecoder(type, classes ? found.dimension() : 1, name(targets));
        return new SequenceReader.Part(
                name(targets),
                reader(targets, decoder, rows, cancelled, digest),
                1,
                found.dimension(),
                found.zeroTargets());
    }

    /** Elements of a row. */
    private static int width(NamedArray array) {
        return Math.toIntExact(
                array.header().elements() / array.header().shape().get(0));
    }

    /** @param digest takes the compressed bytes; null if nobody asks for them */
    private RowReader reader(
            NamedArray array,
            ElementDecoder decoder,
            RowSet rows,
            BooleanSupplier cancelled,
            @Nullable MessageDigest digest) {
        ByteSource source = found.file().source(array.key(), cancelled);
        if (digest != null && source instanceof InflatingSource inflating) {
            inflating.digestInto(digest);
        }
        int start = array.header().length();
        return array.header().fortranOrder() && width(array) > 1
                ? new ColumnMajorReader(
                        anywhere(array, source),
                        decoder,
                        rows,
                        start,
                        array.header().shape())
                : new RowMajorReader(source, decoder, rows, start, width(array));
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
