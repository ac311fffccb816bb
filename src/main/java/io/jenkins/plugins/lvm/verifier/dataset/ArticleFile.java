package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.numpy.FloatDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpzFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of whole articles, from which sequences are cut: M vectors of D components, for each its article and its place in it.
 *
 * <p>Vectors are the array {@code vectors}, else {@code embeddings}, else {@code X}; articles are {@code article_indices}, else
 * {@code article_ids}; places are {@code chunk_indices}, else {@code seq_idx}, else the order of the file.
 */
public final class ArticleFile implements AutoCloseable {
    private static final List<String> VECTOR_KEYS = List.of("vectors", "embeddings", "X");
    private static final List<String> ARTICLE_KEYS = List.of("article_indices", "article_ids");
    private static final List<String> PLACE_KEYS = List.of("chunk_indices", "seq_idx");
    private static final String HINT = "Name the npz that the sequences were cut from.";
    private static final int MAX_VECTORS = 50_000_000;
    private static final int PIECE = 256;

    private final NpzFile npz;
    private final NpzFile.Array vectors;
    private final IntegerColumn articles;
    private final @Nullable IntegerColumn places;

    private ArticleFile(final NpzFile npz) {
        this.npz = npz;
        this.vectors = vectors(npz);
        final ColumnReader columns = new ColumnReader(npz, size());
        this.articles = first(columns, ARTICLE_KEYS)
                .orElseThrow(() -> VerifierException.unreadable(
                        npz.path() + " does not say which article each vector is from: it has no "
                                + String.join(", ", ARTICLE_KEYS) + " with one integer for each of its " + size()
                                + " vectors.",
                        HINT));
        this.places = first(columns, PLACE_KEYS).orElse(null);
    }

    /**
     * Opens an npz and reads which articles are in it, but no vector.
     *
     * @throws VerifierException if there is no such file, or it does not hold articles
     */
    public static ArticleFile open(final Path path) {
        final NpzFile npz = NpzFile.open(path);
        try {
            return new ArticleFile(npz);
        } catch (final VerifierException e) {
            npz.close();
            throw e;
        }
    }

    private static NpzFile.Array vectors(final NpzFile npz) {
        final NpzFile.Array array = VECTOR_KEYS.stream()
                .filter(npz::contains)
                .findFirst()
                .flatMap(npz::array)
                .orElseThrow(() -> VerifierException.unreadable(
                        npz.path() + " holds no vectors of articles: none of " + String.join(", ", VECTOR_KEYS) + ".",
                        HINT));
        final NpyHeader header = array.header();
        final boolean fits = header.type().map(NumpyType::isFloat).orElse(false)
                && header.shape().size() == 2
                && header.elements() > 0
                && header.shape().get(0) <= MAX_VECTORS
                && header.shape().get(1) <= Short.MAX_VALUE
                && !header.fortranOrder();
        if (!fits) {
            throw VerifierException.unreadable(
                    npz.path() + ": " + array.key() + " is " + header.describe()
                            + ", not float16, float32 or float64 of two dimensions (vector, component) in C order.",
                    HINT);
        }
        return array;
    }

    private static Optional<IntegerColumn> first(final ColumnReader columns, final List<String> keys) {
        return keys.stream()
                .map(columns::column)
                .flatMap(lookup -> lookup.column().stream())
                .findFirst();
    }

    /** M, the number of vectors. */
    public int size() {
        return vectors.header().shape().get(0).intValue();
    }

    /** D, the number of components of one vector. */
    public int dimension() {
        return vectors.header().shape().get(1).intValue();
    }

    /** The article of each vector. */
    public IntegerColumn articles() {
        return articles;
    }

    /** The place of a vector in its article: vectors of one article are ordered by it. */
    public long place(final int row) {
        return places == null ? row : places.value(row);
    }

    /** Whether the file names the places; if not, an article's vectors count from 0 in the order of the file. */
    public boolean namesPlaces() {
        return places != null;
    }

    /** Takes vectors as they are read. */
    @FunctionalInterface
    public interface VectorConsumer {

        /**
         * Takes one vector.
         *
         * @param position place of its row in the set that is read
         * @param values buffer that holds D components from {@code from} on, valid until this method returns
         */
        void accept(int position, float[] values, int from);
    }

    /**
     * Reads some vectors in file order, in constant memory.
     *
     * @throws VerifierException if the file is damaged
     */
    public void read(final RowSet rows, final VectorConsumer consumer) {
        final int width = dimension();
        final float[] values = new float[PIECE * width];
        final ByteBuffer piece =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        try (RowReader reader = new RowMajorReader(
                npz.source(vectors.key(), () -> false),
                new FloatDecoder(vectors.header().type().orElseThrow()),
                rows,
                vectors.header().length(),
                width)) {
            for (int from = 0; from < rows.size(); from += PIECE) {
                final int count = Math.min(PIECE, rows.size() - from);
                reader.next(count, piece.clear());
                piece.flip().asFloatBuffer().get(values, 0, count * width);
                for (int i = 0; i < count; i++) {
                    consumer.accept(from + i, values, i * width);
                }
            }
        }
    }

    @Override
    public void close() {
        npz.close();
    }
}
