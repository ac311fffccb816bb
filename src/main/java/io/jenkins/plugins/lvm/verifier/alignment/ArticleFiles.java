package io.jenkins.plugins.lvm.verifier.alignment;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.ArticleFile;
import io.jenkins.plugins.lvm.verifier.dataset.RowSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Articles from files of their own. Where several hold the same place, the first one counts. */
final class ArticleFiles implements ArticleSource {
    private static final int FILE_SHIFT = 40;
    private static final long ROW_MASK = (1L << FILE_SHIFT) - 1;

    private final List<ArticleFile> files = new ArrayList<>();
    private final String description;

    /**
     * Opens all files, none of whose vectors is read yet.
     *
     * @param dimension components that a vector must have
     * @throws VerifierException if one cannot be read or its vectors have another size
     */
    ArticleFiles(final List<Path> paths, final int dimension) {
        description = paths.stream().map(Path::toString).collect(Collectors.joining(", "));
        try {
            for (final Path path : paths) {
                final ArticleFile file = ArticleFile.open(path);
                files.add(file);
                if (file.dimension() != dimension) {
                    throw VerifierException.unreadable(
                            path + " has vectors of " + file.dimension() + " components, and the sequences have "
                                    + dimension + ".",
                            "Name the npz that the sequences were cut from.");
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public ArticleIndex index(final Set<Long> articles) {
        final ArticleIndex.Builder index = new ArticleIndex.Builder(articles);
        for (int number = 0; number < files.size(); number++) {
            final ArticleFile file = files.get(number);
            final Map<Long, Long> counts = new HashMap<>();
            for (int row = 0; row < file.size(); row++) {
                final long article = file.articles().value(row);
                if (index.wants(article)) {
                    final long place = file.namesPlaces() ? file.place(row) : counts.merge(article, 1L, Long::sum) - 1;
                    index.add(article, place, ((long) number << FILE_SHIFT) | row);
                }
            }
        }
        return index.build();
    }

    @Override
    public void read(final long[] vectors, final VectorConsumer consumer) {
        for (int number = 0; number < files.size(); number++) {
            final long file = (long) number << FILE_SHIFT;
            final RowSet rows = RowSet.of(Arrays.stream(vectors)
                    .filter(vector -> (vector & ~ROW_MASK) == file)
                    .mapToInt(vector -> (int) (vector & ROW_MASK))
                    .toArray());
            if (rows.size() > 0) {
                files.get(number)
                        .read(
                                rows,
                                (position, values, from) -> consumer.accept(file | rows.row(position), values, from));
            }
        }
    }

    @Override
    public void close() {
        files.forEach(ArticleFile::close);
    }
}
