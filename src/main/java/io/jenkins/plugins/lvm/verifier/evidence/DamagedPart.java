package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.checkpoint.StateDict;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says in which part of a tensor it differs from a good one: rows and columns, and the gate or the attention head that they make. torch
 * stacks a recurrent layer's gates, and an attention's queries, keys and values, one below the other.
 */
final class DamagedPart {
    private static final List<String> LSTM = List.of("input gate", "forget gate", "cell gate", "output gate");
    private static final List<String> GRU = List.of("reset gate", "update gate", "new gate");
    private static final List<String> ATTENTION = List.of("queries", "keys", "values");
    private static final Pattern RECURRENT = Pattern.compile("(.*)(weight|bias)_(ih|hh)(_l\\d+)");
    private static final Pattern PACKED = Pattern.compile(".*in_proj_(weight|bias)");
    /** What a quarter of the rows are changed by at most is the usual difference; what is damaged differs by much more. */
    private static final double MUCH_MORE = 5;

    private static final double QUARTER = 0.25;
    private static final double NEARLY_ALL = 0.9;

    private final StateDict bad;
    private final @Nullable Integer heads;

    /**
     * @param bad the damaged checkpoint's tensors
     * @param heads attention heads
     */
    DamagedPart(StateDict bad, @Nullable Integer heads) {
        this.bad = bad;
        this.heads = heads;
    }

    /**
     * In words, to be put after the tensor's name; empty if it differs throughout.
     *
     * @param good the same tensor's values in the good checkpoint
     */
    Optional<String> of(String name, float[] good) {
        float[] values = bad.floats(name);
        long[] shape = bad.tensor(name).shape();
        if (shape.length == 0 || values.length == 0 || values.length != good.length) {
            return Optional.empty();
        }
        int rows = Math.toIntExact(shape[0]);
        int columns = values.length / rows;
        double[] byRow = new double[rows];
        double[] byColumn = new double[columns];
        for (int i = 0; i < values.length; i++) {
            double change = Math.abs((double) values[i] - good[i]);
            byRow[i / columns] += change;
            byColumn[i % columns] += change;
        }
        Optional<String> which = range(byRow, "row").map(range -> range + part(name, rows, changed(byRow)));
        Optional<String> where = columns > 1 ? range(byColumn, "column") : Optional.empty();
        return which.isPresent() && where.isPresent()
                ? Optional.of(which.get() + ", " + where.get())
                : which.or(() -> where);
    }

    private static int[] changed(double[] changes) {
        double[] sorted = changes.clone();
        Arrays.sort(sorted);
        double usual = sorted[0] == 0 ? 0 : MUCH_MORE * sorted[(int) (QUARTER * sorted.length)];
        IntPredicate much = i -> !(changes[i] <= usual);
        return IntStream.range(0, changes.length).filter(much).toArray();
    }

    private static Optional<String> range(double[] changes, String word) {
        int[] changed = changed(changes);
        if (changed.length == 0 || changed.length >= NEARLY_ALL * changes.length) {
            return Optional.empty();
        }
        int first = changed[0];
        int last = changed[changed.length - 1];
        if (changed.length == 1) {
            return Optional.of(word + " " + first + " of " + changes.length);
        }
        return Optional.of(
                changed.length >= NEARLY_ALL * (last - first + 1)
                        ? word + "s " + first + " to " + last + " of " + changes.length
                        : changed.length + " of " + changes.length + " " + word + "s");
    }

    /** The part that all changed rows are of, in brackets. */
    private String part(String name, int rows, int[] changed) {
        List<String> parts = parts(name, rows);
        if (parts.isEmpty() || rows % parts.size() != 0) {
            return "";
        }
        int height = rows / parts.size();
        int part = changed[0] / height;
        if (changed[changed.length - 1] / height != part) {
            return "";
        }
        String head = "";
        if (parts == ATTENTION && heads != null && height % heads == 0) {
            int perHead = height / heads;
            int first = changed[0] % height / perHead;
            int last = changed[changed.length - 1] % height / perHead;
            head = first == last ? ", head " + first : ", heads " + first + " to " + last;
        }
        return " (its " + parts.get(part) + head + ")";
    }

    private List<String> parts(String name, int rows) {
        if (PACKED.matcher(name).matches()) {
            return ATTENTION;
        }
        Matcher recurrent = RECURRENT.matcher(name);
        if (!recurrent.matches()) {
            return List.of();
        }
        String state = recurrent.group(1) + "weight_hh" + recurrent.group(4);
        if (!bad.names().contains(state)) {
            return List.of();
        }
        long[] shape = bad.tensor(state).shape();
        long width = shape.length == 2 ? shape[1] : 0;
        return rows == LSTM.size() * width ? LSTM : rows == GRU.size() * width ? GRU : List.of();
    }
}
