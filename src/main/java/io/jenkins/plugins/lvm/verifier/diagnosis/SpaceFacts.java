package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * Where predictions and targets lie as a whole. Embeddings have a common direction; a model learns it first and forgets it last.
 *
 * @param meanCosine cosine of the mean unit prediction with the mean unit target
 * @param absoluteCosine the same of the absolute values of both means' components: 1 where only signs differ
 * @param predictionLength of the mean unit prediction, 0..1
 * @param targetLength of the mean unit target, 0..1
 * @param copyLast what copying the last vector reaches
 * @param chance what targets of other articles give, or NaN
 */
public record SpaceFacts(
        double meanCosine,
        double absoluteCosine,
        double predictionLength,
        double targetLength,
        double copyLast,
        double chance) {}
