package io.jenkins.plugins.lvm.verifier.dataset;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The ways in which trainers set rows aside for validation. All counts are computed in double, as Python does. A fraction is the
 * validation part, above 0 and below 1.
 *
 * <p>Every method throws a {@link VerifierException} if the fraction is out of range, or no row would be left to validate.
 */
public final class Splits {

    /** How a trainer makes a whole number of a share. The two differ by one row for most N. */
    public enum Rounding {
        /** {@code train = int((1 - fraction) * n)}, the rest validates. Most trainers write {@code int(0.9 * n)}. */
        TRAIN_FLOOR {
            @Override
            public int validation(int n, double fraction) {
                return n - (int) ((1 - fraction) * n);
            }
        },

        /** {@code validation = int(fraction * n)}, the rest trains. */
        VALIDATION_FLOOR {
            @Override
            public int validation(int n, double fraction) {
                return (int) (fraction * n);
            }
        };

        /** The part that is rounded down: {@code training} or {@code validation}. */
        public String part() {
            return this == TRAIN_FLOOR ? "training" : "validation";
        }

        /** How many of n validate, computed in double as Python does. */
        public abstract int validation(int n, double fraction);
    }

    private Splits() {}

    /** The articles with the highest numbers: the last {@code max(1, int(fraction * A))} of A. In file order. */
    public static ValidationRows articles(final IntegerColumn articles, final double fraction) {
        checkFraction(fraction);
        final long[] distinct = articles.distinct();
        final int count = Math.max(1, (int) (fraction * distinct.length));
        if (count > distinct.length) {
            throw nothingLeft("There are no articles in " + articles.source());
        }
        final long first = distinct[distinct.length - count];
        return rowsWhere(articles, article -> article >= first);
    }

    /**
     * Groups of rows drawn at random: the sorted distinct values are permuted, the first {@code int((1 - fraction) * G)} of G train.
     * In file order.
     */
    public static ValidationRows randomGroups(
            final IntegerColumn groups, final double fraction, final Permutation permutation, final long seed) {
        return rowsWhere(groups, drawn(groups.distinct(), fraction, permutation, seed)::contains);
    }

    /** Of these groups, those that validate: the first {@code int((1 - fraction) * G)} of G permuted ones train. */
    static Set<Long> drawn(long[] distinct, double fraction, Permutation permutation, long seed) {
        checkFraction(fraction);
        int[] order = permutation.draw(distinct.length, seed);
        Set<Long> validation = new HashSet<>();
        Arrays.stream(order)
                .skip(distinct.length - (long) Rounding.TRAIN_FLOOR.validation(distinct.length, fraction))
                .forEach(group -> validation.add(distinct[group]));
        return validation;
    }

    /** Rows drawn at random: the tail of a permutation, in the permutation's order. */
    public static ValidationRows random(
            final int n,
            final double fraction,
            final Rounding rounding,
            final Permutation permutation,
            final long seed) {
        final int count = count(n, fraction, rounding);
        final int[] order = permutation.draw(n, seed);
        return new ValidationRows(Arrays.copyOfRange(order, n - count, n));
    }

    /** The last rows of the file, in file order. */
    public static ValidationRows tail(final int n, final double fraction, final Rounding rounding) {
        return new ValidationRows(
                IntStream.range(n - count(n, fraction, rounding), n).toArray());
    }

    /** All rows, in file order. */
    public static ValidationRows all(final int n) {
        return new ValidationRows(IntStream.range(0, n).toArray());
    }

    private static ValidationRows rowsWhere(final IntegerColumn column, final LongPredicate wanted) {
        return new ValidationRows(IntStream.range(0, column.size())
                .filter(row -> wanted.test(column.value(row)))
                .toArray());
    }

    private static int count(final int n, final double fraction, final Rounding rounding) {
        checkFraction(fraction);
        final int count = rounding.validation(n, fraction);
        if (count < 1) {
            throw nothingLeft("A validation part of " + fraction + " of " + n + " sequences leaves none to validate");
        }
        return count;
    }

    private static void checkFraction(final double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The validation fraction " + fraction + " is not between 0 and 1.",
                    "Use split 'all' to validate on everything.");
        }
    }

    private static VerifierException nothingLeft(final String message) {
        return VerifierException.unreadable(message, "Use a larger validation fraction, or split 'all'.");
    }
}
