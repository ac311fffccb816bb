package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.ArrayFile.NamedArray;
import io.jenkins.plugins.lvm.verifier.format.numpy.IntegerDecoder;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Finds columns of integers, one for each sequence, in data. */
final class ColumnReader {
    private static final String METADATA = "metadata";
    private static final String ARTICLE_INDEX = "article_index";
    private static final String ARTICLES_AND_PLACES = "truth_keys";
    private static final List<String> ARTICLE_ARRAYS = List.of("article_ids", ARTICLES_AND_PLACES, "chain_ids");
    private static final String TARGET_PLACE = "target_chunk_index";
    private static final List<String> PLACE_ARRAYS = List.of(TARGET_PLACE, "target_indices");

    /** Arrays that say where a row is from. */
    static final List<String> NAMES =
            Stream.concat(ARTICLE_ARRAYS.stream(), PLACE_ARRAYS.stream()).toList();

    private static final int BUFFER = 1 << 16;
    private static final int MAX_COLUMNS = 1024;

    private final ArrayFile data;
    private final int sequences;

    ColumnReader(final ArrayFile data, final int sequences) {
        this.data = data;
        this.sequences = sequences;
    }

    ColumnLookup articles() {
        return find(ARTICLE_INDEX, ARTICLE_ARRAYS);
    }

    ColumnLookup targetPlaces() {
        final ColumnLookup found = find(TARGET_PLACE, PLACE_ARRAYS);
        if (found.column().isPresent()) {
            return found;
        }
        return data.array(ARTICLES_AND_PLACES)
                .filter(array -> array.header().shape().size() == 2
                        && array.header().shape().get(1) > 1
                        && !array.header().fortranOrder())
                .map(array -> fromArray(array, 1))
                .filter(lookup -> lookup.column().isPresent())
                .orElse(found);
    }

    ColumnLookup column(final String name) {
        return find(name, List.of(name));
    }

    /** Looks in the metadata, then in arrays. */
    private ColumnLookup find(final String metadataKey, final List<String> arrays) {
        final StringJoiner absences = new StringJoiner("; ");
        final ColumnLookup inMetadata = fromMetadata(metadataKey);
        if (inMetadata.column().isPresent()) {
            return inMetadata;
        }
        absences.add(inMetadata.absence());
        for (final String key : arrays) {
            final Optional<NamedArray> array = data.array(key);
            if (array.isPresent()) {
                final ColumnLookup inArray = fromArray(array.get(), 0);
                if (inArray.column().isPresent()) {
                    return inArray;
                }
                absences.add(inArray.absence());
            }
        }
        if (arrays.stream().noneMatch(data::contains)) {
            absences.add("there is no array " + String.join(", ", arrays));
        }
        return ColumnLookup.absent(absences.toString());
    }

    private ColumnLookup fromMetadata(final String name) {
        final Optional<NamedArray> array = data.array(METADATA);
        if (array.isEmpty()) {
            return ColumnLookup.absent("there is no array " + METADATA);
        }
        final NpyHeader header = array.get().header();
        if (!header.type().map(NumpyType::isObject).orElse(false)
                || !header.shape().equals(List.of((long) sequences))) {
            return ColumnLookup.absent(METADATA + " is " + header.describe() + ", not one object for each of the "
                    + sequences + " sequences");
        }
        try (ByteSource source = data.source(METADATA, () -> false)) {
            return Objects.requireNonNull(
                    MetadataReader.read(source, header, List.of(name)).get(name),
                    "every column that was asked for has an answer");
        }
    }

    private ColumnLookup fromArray(final NamedArray array, final int column) {
        final NpyHeader header = array.header();
        final List<Long> shape = header.shape();
        final boolean oneOrMore =
                shape.size() == 1 || (shape.size() == 2 && shape.get(1) > 0 && shape.get(1) <= MAX_COLUMNS);
        final boolean fits =
                header.type().map(NumpyType::isInteger).orElse(false) && oneOrMore && shape.get(0) == sequences;
        if (!fits) {
            return ColumnLookup.absent(array.key() + " is " + header.describe() + ", not one integer for each of the "
                    + sequences + " sequences");
        }
        final int columns = shape.size() == 1 || header.fortranOrder() ? 1 : Math.toIntExact(shape.get(1));
        return read(array, columns, column, array.key() + (shape.size() == 1 ? "" : "[:," + column + "]"));
    }

    /**
     * @param columns elements from one that is wanted to the next
     * @param column place of the wanted one among them
     */
    private ColumnLookup read(final NamedArray array, final int columns, final int column, final String name) {
        final NumpyType type = array.header().type().orElseThrow();
        final long[] values = new long[sequences];
        final int step = columns * type.itemSize();
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER / step * step);
        final byte[] element = new byte[type.itemSize()];
        try (ByteSource source = data.source(array.key(), () -> false)) {
            buffer.flip();
            for (int row = 0; row < sequences; row++) {
                if (!buffer.hasRemaining()) {
                    final int more = Math.min(buffer.capacity() / step, sequences - row) * step;
                    source.read(
                            array.header().length() + (long) row * step,
                            buffer.clear().limit(more));
                    buffer.flip();
                }
                buffer.get(buffer.position() + column * element.length, element).position(buffer.position() + step);
                values[row] = IntegerDecoder.decode(type, element);
                if (values[row] < 0 && type.kind() == 'u') {
                    return ColumnLookup.absent(name + " in row " + row + " is 2^63 or more");
                }
            }
        }
        return ColumnLookup.found(new IntegerColumn(name, values));
    }
}
