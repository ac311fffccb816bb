package io.jenkins.plugins.lvm.verifier.model;

import io.jenkins.plugins.lvm.verifier.onnx.RowInputs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a model besides its weights. Anything may be missing; none of it decides whether a forward definition
 * fits, except the context length, which some definitions are made for.
 *
 * @param declaredType what the checkpoint says it is; null if it does not
 * @param heads attention heads as the checkpoint records them; null if it does not
 * @param chunkSize vectors in a chunk as the checkpoint records them; null if it does not
 * @param settings finite numbers that the checkpoint records, by name
 * @param positionalScale scale of the positional component in validation; null if unknown
 * @param contextLength vectors in one context of the data; null if unknown
 * @param rows what the data gives in place of contexts, which only a graph can take; null for contexts
 */
public record ModelHints(
        @Nullable String declaredType,
        @Nullable Integer heads,
        @Nullable Integer chunkSize,
        Map<String, Double> settings,
        @Nullable Double positionalScale,
        @Nullable Integer contextLength,
        @Nullable RowInputs rows) {

    public ModelHints {
        settings = Map.copyOf(settings);
    }

    /** With no settings recorded. */
    public ModelHints(
            @Nullable String declaredType,
            @Nullable Integer heads,
            @Nullable Integer chunkSize,
            @Nullable Double positionalScale,
            @Nullable Integer contextLength) {
        this(declaredType, heads, chunkSize, Map.of(), positionalScale, contextLength, null);
    }

    /** The same of data that gives something else than contexts. */
    public ModelHints reading(@Nullable RowInputs other) {
        return new ModelHints(declaredType, heads, chunkSize, settings, positionalScale, contextLength, other);
    }

    /** Nothing known but that a context is one vector. */
    public static ModelHints ofOneVector() {
        return new ModelHints(null, null, null, null, 1);
    }

    /** Nothing known. */
    public static ModelHints none() {
        return new ModelHints(null, null, null, null, null);
    }
}
