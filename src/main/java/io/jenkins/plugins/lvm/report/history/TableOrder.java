package io.jenkins.plugins.lvm.report.history;

import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of a table's rows, as a request asks for it, and the links in the column heads that ask for another.
 *
 * @param <T> a row
 */
public final class TableOrder<T> {
    private final Map<String, Function<T, @Nullable Comparable<?>>> columns;
    private final String column;
    private final boolean descending;

    /**
     * @param columns by name, what rows can be sorted by; a value may be null
     * @param standard name of the column to sort by, largest first, when the request names none
     * @param sort the request's column; null if it names none
     * @param order the request's direction, {@code asc} or {@code desc}; null if it names none
     */
    public TableOrder(
            Map<String, Function<T, @Nullable Comparable<?>>> columns,
            String standard,
            @Nullable String sort,
            @Nullable String order) {
        this.columns = Map.copyOf(columns);
        this.column = sort != null && columns.containsKey(sort) ? sort : standard;
        this.descending = !"asc".equals(order);
    }

    /** Rows without a value come last in either direction. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Comparator<T> comparator() {
        Function<T, @Nullable Comparable<?>> value = Objects.requireNonNull(columns.get(column), column);
        Comparator<Comparable> natural = Comparator.naturalOrder();
        return Comparator.comparing(
                row -> (Comparable) value.apply(row), Comparator.nullsLast(descending ? natural.reversed() : natural));
    }

    /** Name of the column that is sorted by. */
    public String getColumn() {
        return column;
    }

    /** {@code asc} or {@code desc}. */
    public String getDirection() {
        return descending ? "desc" : "asc";
    }

    /** A column's state as the attribute {@code aria-sort} has it. */
    public String ariaSort(String name) {
        if (!column.equals(name)) {
            return "none";
        }
        return descending ? "descending" : "ascending";
    }

    /** Query that sorts by a column, or, where it is sorted by that already, turns the order round. */
    public String link(String name) {
        return "?sort=" + name + "&order=" + (column.equals(name) && descending ? "asc" : "desc");
    }
}
