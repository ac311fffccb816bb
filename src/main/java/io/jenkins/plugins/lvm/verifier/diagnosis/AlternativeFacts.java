package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.diagnosis.Trial.Factor;
import java.util.List;
import java.util.Set;

/**
 * What could have been measured instead.
 *
 * @param measured what was measured
 * @param trials numbers that could have been measured instead
 * @param searched whether other rows and definitions were run for them, not only those of the first pass
 * @param lossIsMet whether the loss that is stated beside the claim is the one measured: then the claim is of the same rows and function
 */
public record AlternativeFacts(Trial measured, List<Trial> trials, boolean searched, boolean lossIsMet) {
    private static final Set<Factor> OF_THE_RUN =
            Set.of(Factor.FORWARD, Factor.SPLIT, Factor.POSITIONAL, Factor.TRAINING_SCALE, Factor.SHIFT);

    public AlternativeFacts {
        trials = List.copyOf(trials);
    }

    /** Those that the claim can be: of other rows, or another function, only where the loss does not say that it is of these. */
    List<Trial> possible() {
        return lossIsMet
                ? trials.stream()
                        .filter(trial -> trial.changed().stream().noneMatch(OF_THE_RUN::contains))
                        .toList()
                : trials;
    }
}
