package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Set;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows whose target is near the context's last vector, of which whole chains are drawn for validation: how two trainers choose
 * theirs. All of it is determined by the file and a seed.
 */
public final class CoherentRows {
    private static final int BATCH = 256;
    private static final double EPSILON = 1e-12;

    private CoherentRows() {}

    /**
     * What is kept before anything is drawn.
     *
     * @param minimum smallest cosine of the last context vector with the target that is kept; torch holds it in float32
     * @param chains the column that says which chain a row is of; each row is its own chain where it is null, or not in the file
     */
    public record Kept(double minimum, @Nullable String chains) {}

    /**
     * Reads all rows and draws: the sorted chains of the kept rows are permuted, the first {@code int((1 - fraction) * G)} of G train.
     * In file order.
     *
     * @param fraction of the chains that validate, above 0 and below 1
     * @throws VerifierException if no row is left, or the file is damaged
     */
    public static ValidationRows draw(
            SequenceData data, Kept kept, double fraction, Permutation permutation, long seed) {
        IntToLongFunction chain = chains(data, kept.chains());
        BitSet coherent = coherent(data, kept.minimum());
        long[] distinct = coherent.stream().mapToLong(chain).sorted().distinct().toArray();
        Set<Long> validation = Splits.drawn(distinct, fraction, permutation, seed);
        int[] rows = coherent.stream()
                .filter(row -> validation.contains(chain.applyAsLong(row)))
                .toArray();
        if (rows.length == 0) {
            throw VerifierException.unreadable(
                    "Of the " + data.sequences() + " sequences in "
                            + data.arrays().path() + ", " + coherent.cardinality()
                            + " are as coherent as the trainer asked for, which leaves none to validate.",
                    "Name the data that the model was trained on, or choose another split.");
        }
        return new ValidationRows(rows);
    }

    private static IntToLongFunction chains(SequenceData data, @Nullable String name) {
        if (name == null || !data.arrays().contains(name)) {
            return row -> row;
        }
        ColumnLookup lookup = data.column(name);
        IntegerColumn column = lookup.column()
                .orElseThrow(() -> VerifierException.unreadable(
                        "The trainer holds out whole chains, and those in "
                                + data.arrays().path() + " cannot be used: " + lookup.absence() + ".",
                        "Write " + name + " as one integer for each sequence, or choose another split."));
        return column::value;
    }

    private static BitSet coherent(SequenceData data, double minimum) {
        BitSet coherent = new BitSet(data.sequences());
        if (minimum == Double.NEGATIVE_INFINITY) {
            coherent.set(0, data.sequences());
            return coherent;
        }
        int dimension = data.dimension();
        int contextSize = data.contextLength() * dimension;
        float threshold = (float) minimum;
        data.withoutCache().forEachBatch(RowSet.first(data.sequences()), BATCH, batch -> {
            FloatBuffer contexts = batch.contexts().asFloatBuffer();
            FloatBuffer targets = batch.targets().asFloatBuffer();
            for (int i = 0; i < batch.size(); i++) {
                double cosine = cosine(contexts, (i + 1) * contextSize - dimension, targets, i * dimension, dimension);
                coherent.set(batch.row(i), (float) cosine >= threshold);
            }
            return true;
        });
        return coherent;
    }

    private static double cosine(FloatBuffer one, int first, FloatBuffer other, int second, int length) {
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < length; i++) {
            double a = one.get(first + i);
            double b = other.get(second + i);
            product += a * b;
            squares += a * a;
            others += b * b;
        }
        return product / (Math.max(EPSILON, Math.sqrt(squares)) * Math.max(EPSILON, Math.sqrt(others)));
    }
}
