package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column that was looked for.
 *
 * @param column the column, if there is one
 * @param absence why there is none, in words that continue "because"; null if there is one
 */
public record ColumnLookup(Optional<IntegerColumn> column, @Nullable String absence) {

    static ColumnLookup found(final IntegerColumn column) {
        return new ColumnLookup(Optional.of(column), null);
    }

    static ColumnLookup absent(final String absence) {
        return new ColumnLookup(Optional.empty(), absence);
    }
}
