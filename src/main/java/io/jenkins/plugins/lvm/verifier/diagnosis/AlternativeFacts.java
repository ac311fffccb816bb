package io.jenkins.plugins.lvm.verifier.diagnosis;

import java.util.List;

/**
 * What could have been measured instead.
 *
 * @param measured what was measured
 * @param trials numbers that could have been measured instead
 * @param searched whether other rows and definitions were run for them, not only those of the first pass
 */
public record AlternativeFacts(Trial measured, List<Trial> trials, boolean searched) {
    public AlternativeFacts {
        trials = List.copyOf(trials);
    }
}
