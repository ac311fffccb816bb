package io.jenkins.plugins.lvm.verifier.model;

/**
 * What is known about a model besides its weights. Anything may be missing; none of it decides whether a forward definition
 * fits, except the context length, which some definitions are made for.
 *
 * @param declaredType what the checkpoint says it is, or null
 * @param heads attention heads as the checkpoint records them; null if it does not
 * @param chunkSize vectors in a chunk as the checkpoint records them; null if it does not
 * @param positionalScale scale of the positional component in validation; null if unknown
 * @param contextLength vectors in one context of the data; null if unknown
 */
public record ModelHints(
        String declaredType, Integer heads, Integer chunkSize, Double positionalScale, Integer contextLength) {

    /** Nothing known. */
    public static ModelHints none() {
        return new ModelHints(null, null, null, null, null);
    }
}
