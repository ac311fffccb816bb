package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
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
    private static final List<String> ARTICLE_KEYS = List.of("article_indices", "article_ids");
    private static final List<String> PLACE_KEYS = List.of("chunk_indices", "seq_idx");
    private static final String HINT = "Name the npz that the sequences were cut from.";

    private final ArrayFile npz;
    private final VectorArray vectors;
    private final IntegerColumn articles;
    private final @Nullable IntegerColumn places;

    private ArticleFile(final ArrayFile npz) {
        this.npz = npz;
        this.vectors = VectorArray.in(npz, "vectors of articles", HINT);
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
        final ArrayFile npz = DataFiles.open(path);
        try {
            return new ArticleFile(npz);
        } catch (final VerifierException e) {
            npz.close();
            throw e;
        }
    }

    private static Optional<IntegerColumn> first(final ColumnReader columns, final List<String> keys) {
        return keys.stream()
                .map(columns::column)
                .flatMap(lookup -> lookup.column().stream())
                .findFirst();
    }

    /** M, the number of vectors. */
    public int size() {
        return vectors.size();
    }

    /** D, the number of components of one vector. */
    public int dimension() {
        return vectors.dimension();
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
        vectors.read(rows, consumer);
    }

    @Override
    public void close() {
        npz.close();
    }
}
