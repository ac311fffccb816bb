package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a claim was measured on, as far as that can be told.
 *
 * @param method how rows are chosen
 * @param permutation whose generator shuffles; null unless random
 * @param seed its seed; null unless random
 * @param validationFraction share held out, 0..1
 * @param rounding which part is rounded down
 * @param reproducible whether these are exactly the trainer's validation rows, with the trainer's inputs
 * @param mayOverlapTraining whether the trainer may have trained on some of these rows
 * @param reason why this plan, in words
 */
public record SplitPlan(
        Method method,
        @Nullable Permutation permutation,
        @Nullable Long seed,
        double validationFraction,
        Rounding rounding,
        boolean reproducible,
        boolean mayOverlapTraining,
        String reason) {

    /** How rows are chosen. */
    public enum Method {
        /** The last articles in order of their index. */
        ARTICLES,
        /** The tail of a permutation. */
        RANDOM,
        /** The last rows of the file. */
        TAIL,
        /** Every row. */
        ALL
    }

    /** Whose generator shuffles, of a random split. */
    Permutation generator() {
        return Objects.requireNonNull(permutation, "only a random split is shuffled");
    }

    /** The generator's seed, of a random split. */
    long generatorSeed() {
        return Objects.requireNonNull(seed, "only a random split has a seed");
    }

    /** Whether the two choose the same rows. */
    public boolean choosesSameRowsAs(final SplitPlan other) {
        return method == other.method
                && permutation == other.permutation
                && Objects.equals(seed, other.seed)
                && validationFraction == other.validationFraction
                && (method == Method.ALL || method == Method.ARTICLES || rounding == other.rounding);
    }
}
