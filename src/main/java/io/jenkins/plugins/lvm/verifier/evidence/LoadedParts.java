package io.jenkins.plugins.lvm.verifier.evidence;

import io.jenkins.plugins.lvm.verifier.diagnosis.LoadedFacts;
import java.util.Optional;

/** Holds what the arguments ask for against what the weights hold. */
final class LoadedParts {
    private LoadedParts() {}

    static Optional<LoadedFacts> gather(Gathering from) {
        return Optional.of(new LoadedFacts(
                Boolean.TRUE.equals(from.subject().checkpoint().args().get("residual_next")),
                from.subject().state().names().contains("alpha"),
                from.subject().state().prefix()));
    }
}
