package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickleInput;
import io.jenkins.plugins.lvm.verifier.format.pickle.SparseInts;
import io.jenkins.plugins.lvm.verifier.format.pickle.SymbolReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Takes integer columns out of a pickled one-dimensional object array of dicts. What a row holds besides the wanted columns is stepped
 * over.
 */
final class MetadataReader implements SymbolReader.Listener {
    private static final String HINT =
            "Use a split that needs no articles, or write metadata as an array of plain dicts.";
    private static final int MAX_OBJECTS_PER_ROW = 256;
    private static final int BASE_OBJECTS = 1 << 16;

    private final SymbolReader reader;
    private final SparseInts rows = new SparseInts(SymbolReader.NOT_A_DICT);
    /** For each wanted column: by number of the dict, symbol of the value. */
    private final List<SparseInts> columns = new ArrayList<>();

    private MetadataReader(ByteSource source, NpyHeader header, List<String> wanted) {
        FileErrors errors = (predicate, hint) ->
                VerifierException.unreadable(source.name() + " " + predicate, hint == null ? HINT : hint);
        this.reader = new SymbolReader(
                PickleInput.of(source, header.length(), errors),
                wanted,
                header.elements(),
                BASE_OBJECTS + header.elements() * MAX_OBJECTS_PER_ROW,
                this,
                errors);
        wanted.forEach(column -> columns.add(new SparseInts(SymbolReader.ABSENT)));
    }

    /**
     * Reads columns.
     *
     * @param source the entry
     * @param header of a one-dimensional object array
     * @param wanted keys of the dicts
     * @return for each key the column, named {@code metadata.<key>}, or why there is none
     * @throws VerifierException if the pickle is damaged, or holds what numpy does not write there
     */
    static Map<String, ColumnLookup> read(ByteSource source, NpyHeader header, List<String> wanted) {
        MetadataReader metadata = new MetadataReader(source, header, wanted);
        metadata.reader.read();
        Map<String, ColumnLookup> found = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            found.put(wanted.get(i), metadata.column(wanted.get(i), metadata.columns.get(i)));
        }
        return found;
    }

    @Override
    public void entry(int dict, int key, int value) {
        columns.get(key).set(dict, value);
    }

    @Override
    public void element(int dict) {
        rows.add(dict);
    }

    private ColumnLookup column(String key, SparseInts symbols) {
        long[] values = new long[rows.size()];
        for (int row = 0; row < values.length; row++) {
            int dict = rows.get(row);
            if (dict == SymbolReader.NOT_A_DICT) {
                return ColumnLookup.absent("row " + row + " of metadata is not a dict");
            }
            int symbol = symbols.get(dict);
            if (symbol == SymbolReader.ABSENT) {
                return ColumnLookup.absent("row " + row + " of metadata has no " + key);
            }
            OptionalLong value = reader.integer(symbol);
            if (value.isEmpty()) {
                return ColumnLookup.absent(key + " in row " + row + " of metadata is not an integer");
            }
            values[row] = value.getAsLong();
        }
        return ColumnLookup.found(new IntegerColumn("metadata." + key, values));
    }
}
