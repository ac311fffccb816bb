package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.trainer.SplitChooser.NamedRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;
import org.jspecify.annotations.Nullable;

/**
 * Splits that no trainer of the table makes, but that people make with their tools: other fractions, the first rows, scikit-learn's
 * {@code train_test_split}, Python's {@code random.shuffle}, numpy's {@code default_rng}, and the rows that were meant for training.
 */
final class UncommonSplits {
    private static final double[] FRACTIONS = {0.05, 0.15, 0.2, 0.3};
    private static final long USUAL_SEED = 42;

    private final int sequences;
    private final @Nullable IntegerColumn articles;
    private final double fraction;
    private final List<NamedRows> found = new ArrayList<>();

    /**
     * Splits of this many rows.
     *
     * @param articles article of each row; null where the data names none
     * @param fraction of rows that validate, where a split has no fraction of its own
     */
    UncommonSplits(int sequences, @Nullable IntegerColumn articles, double fraction) {
        this.sequences = sequences;
        this.articles = articles;
        this.fraction = fraction;
    }

    /**
     * All of them that so few rows allow.
     *
     * @param trainers rows that the trainer holds out
     */
    List<NamedRows> all(ValidationRows trainers) {
        int head = Rounding.TRAIN_FLOOR.validation(sequences, fraction);
        add("the rows meant for training", () -> complement(trainers));
        add("the first rows", () -> rows(IntStream.range(0, head).toArray()));
        for (long seed : new long[] {USUAL_SEED, 0}) {
            add("scikit-learn's train_test_split, seed " + seed, () -> scikitLearn(seed));
            add("Python's random.shuffle, seed " + seed, () -> python(seed));
            add("numpy's default_rng, seed " + seed, () -> defaultRng(seed));
        }
        for (double other : FRACTIONS) {
            String percent = String.format(Locale.ROOT, "%.0f %%", 100 * other);
            if (articles != null) {
                add("articles, " + percent, () -> Splits.articles(articles, other));
            }
            for (Permutation permutation : Permutation.values()) {
                add(
                        "random (" + permutation.name().toLowerCase(Locale.ROOT) + ", seed " + USUAL_SEED + "), "
                                + percent,
                        () -> Splits.random(sequences, other, Rounding.TRAIN_FLOOR, permutation, USUAL_SEED));
            }
        }
        return List.copyOf(found);
    }

    private void add(String name, Supplier<ValidationRows> rows) {
        try {
            ValidationRows drawn = rows.get();
            if (drawn.size() > 0) {
                found.add(new NamedRows(name, drawn));
            }
        } catch (VerifierException e) {
            // So few sequences leave it no row.
        }
    }

    private ValidationRows complement(ValidationRows of) {
        boolean[] held = new boolean[sequences];
        for (int position = 0; position < of.size(); position++) {
            held[of.row(position)] = true;
        }
        return rows(IntStream.range(0, sequences).filter(row -> !held[row]).toArray());
    }

    /** {@code train_test_split(random_state=seed)}: the first {@code ceil(fraction * n)} of RandomState's permutation. */
    private ValidationRows scikitLearn(long seed) {
        int[] order = Permutation.NUMPY.draw(sequences, seed);
        return rows(Arrays.copyOf(order, (int) Math.ceil(fraction * sequences)));
    }

    /** {@code default_rng(seed).permutation(n)}, whose tail validates. */
    private ValidationRows defaultRng(long seed) {
        int[] order = new DefaultRng((int) seed).permutation(sequences);
        int count = Rounding.TRAIN_FLOOR.validation(sequences, fraction);
        return rows(Arrays.copyOfRange(order, sequences - count, sequences));
    }

    /** {@code random.Random(seed).shuffle(rows)}, whose tail validates. */
    private ValidationRows python(long seed) {
        int[] order = IntStream.range(0, sequences).toArray();
        MersenneTwister random = new MersenneTwister(new int[] {(int) seed});
        for (int i = sequences - 1; i > 0; i--) {
            int unused = Integer.numberOfLeadingZeros(i + 1);
            int other;
            do {
                other = random.nextInt() >>> unused;
            } while (other > i);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        int count = Rounding.TRAIN_FLOOR.validation(sequences, fraction);
        return rows(Arrays.copyOfRange(order, sequences - count, sequences));
    }

    private static ValidationRows rows(int[] rows) {
        return new ValidationRows(rows);
    }
}
