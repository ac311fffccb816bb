package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.dataset.CoherentRows;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a claim was measured on, as far as that can be told.
 *
 * @param method how rows are chosen
 * @param shuffle what is drawn by chance; null where nothing is
 * @param kept which rows the trainer kept before it drew; null if all of them
 * @param validationFraction share held out, 0..1
 * @param rounding which part is rounded down
 * @param reproducible whether these are exactly the trainer's validation rows, with the trainer's inputs
 * @param mayOverlapTraining whether the trainer may have trained on some of these rows
 * @param reason why this plan, in words
 */
public record SplitPlan(
        Method method,
        @Nullable Shuffle shuffle,
        CoherentRows.@Nullable Kept kept,
        double validationFraction,
        Rounding rounding,
        boolean reproducible,
        boolean mayOverlapTraining,
        String reason) {

    /**
     * Whose generator shuffles.
     *
     * @param seed of the generator
     */
    public record Shuffle(Permutation permutation, long seed) {}

    /** How rows are chosen. */
    public enum Method {
        /** The last articles in order of their index. */
        ARTICLES,
        /** The tail of a permutation. */
        RANDOM,
        /** The tail of a permutation of the chains of rows that are coherent enough. */
        CHAINS,
        /** The last rows of the file. */
        TAIL,
        /** Every row. */
        ALL;

        /** Whether the rows can be asked for by this name alone, whoever the trainer was. */
        boolean isForAnyTrainer() {
            return this != CHAINS;
        }
    }

    /** What is drawn by chance, of a split that is. */
    Shuffle drawn() {
        return Objects.requireNonNull(shuffle, "only a split that is drawn has a seed");
    }

    /** The generator's seed; null where nothing is drawn. */
    @Nullable
    Long seed() {
        return shuffle == null ? null : Long.valueOf(shuffle.seed());
    }

    /** Whether the two choose the same rows. */
    public boolean choosesSameRowsAs(final SplitPlan other) {
        return method == other.method
                && Objects.equals(shuffle, other.shuffle)
                && Objects.equals(kept, other.kept)
                && validationFraction == other.validationFraction
                && (method == Method.ALL || method == Method.ARTICLES || rounding == other.rounding);
    }
}
