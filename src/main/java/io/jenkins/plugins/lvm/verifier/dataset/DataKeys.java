package io.jenkins.plugins.lvm.verifier.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names of the arrays that hold the sequences.
 *
 * @param contexts null to look for those that trainers write
 * @param targets null to look for those that trainers write
 */
public record DataKeys(@Nullable String contexts, @Nullable String targets) {
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

    /** Where contexts may be, the first that is there. */
    List<String> ofContexts() {
        return contexts == null ? CONTEXTS : List.of(contexts);
    }

    /** Where targets may be, the first that is there. */
    List<String> ofTargets() {
        return targets == null ? TARGETS : List.of(targets);
    }
}
