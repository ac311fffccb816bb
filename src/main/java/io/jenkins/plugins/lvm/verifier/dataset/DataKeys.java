package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of the arrays that hold the sequences, and what they may be.
 *
 * @param contexts null to look for those that trainers write
 * @param targets null to look for those that trainers write
 * @param inputs arrays by the names of the inputs that read them, in place of contexts; empty for contexts
 * @param free what a model takes and gives that is not bound to vectors; null where contexts and targets are vectors of one width
 */
public record DataKeys(
        @Nullable String contexts, @Nullable String targets, SortedMap<String, String> inputs, @Nullable Free free) {
    /** As trainers write them. */
    public static final DataKeys USUAL = new DataKeys(null, null);

    /** Whose contexts are one vector each. */
    static final String SINGLE_VECTORS = "v_pred_val";

    private static final List<String> CONTEXTS = List.of(
            "context_sequences",
            "contexts",
            "train_context_sequences",
            "sequences",
            "context_vectors",
            "X_val",
            "val_contexts",
            SINGLE_VECTORS);
    private static final List<String> TARGETS =
            List.of("target_vectors", "targets", "train_target_vectors", "Y_val", "val_targets", "v_true_val");

    public DataKeys {
        inputs = new TreeMap<>(inputs);
    }

    /** Of contexts and targets that are vectors of one width. */
    public DataKeys(@Nullable String contexts, @Nullable String targets) {
        this(contexts, targets, new TreeMap<>(), null);
    }

    /**
     * What a model takes and gives that need not be vectors of one width.
     *
     * @param width components of a prediction; 0 where that is not known
     * @param ofCosines whether predictions are compared by cosine, so that no target may be zero, or the number of a class
     */
    public record Free(int width, boolean ofCosines) {}

    /** The same for a model that reads arrays by their names. */
    public DataKeys reading(Map<String, String> given, Free model) {
        return new DataKeys(contexts, targets, new TreeMap<>(given), model);
    }

    /** Where contexts may be, the first that is there. */
    List<String> ofContexts() {
        return contexts == null ? CONTEXTS : List.of(contexts);
    }

    /** Where targets may be, the first that is there. */
    List<String> ofTargets() {
        return targets == null ? TARGETS : List.of(targets);
    }
}
