package io.jenkins.plugins.lvm.verifier.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * The rows used, against the trainer's.
 *
 * @param used name of the split used
 * @param trainers name of the trainer's split; null if nobody can redo it
 * @param overlap share of the rows used that were trained on; where nobody can redo the split, what is to be expected
 * @param onTrainerRows the number on the trainer's own rows; null if it was not measured
 */
public record SplitFacts(String used, @Nullable String trainers, double overlap, @Nullable Double onTrainerRows) {}
