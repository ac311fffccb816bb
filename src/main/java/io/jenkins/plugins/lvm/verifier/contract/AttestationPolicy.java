package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment asks of an attestation.
 *
 * @param accepted verdicts that are good enough
 * @param maxAge how long ago the verification may have been; null means any time
 */
public record AttestationPolicy(Set<Verdict> accepted, @Nullable Duration maxAge) {
    /** How far the clocks of two machines may be apart. */
    private static final Duration CLOCK = Duration.ofMinutes(5);

    public AttestationPolicy {
        accepted = Set.copyOf(accepted);
    }

    /**
     * Decides on a file.
     *
     * @param sha256 digest of the file as it is now
     * @return why it is refused, in words; empty if it is accepted
     */
    public Optional<String> refusal(Attestation attestation, String sha256, Instant now) {
        Optional<Verdict> verdict = attestation.verdictOn(sha256);
        if (verdict.isEmpty()) {
            return Optional.of("its SHA-256 " + sha256
                    + " is not in the statement: it was never verified, or has been changed since");
        }
        if (!accepted.contains(verdict.get())) {
            return Optional.of("its verdict is " + verdict.get());
        }
        Duration age = Duration.between(attestation.predicate().instant(), now);
        if (age.compareTo(CLOCK.negated()) < 0) {
            return Optional.of("it was verified in the future, at "
                    + attestation.predicate().verifiedAt() + ": a clock is wrong");
        }
        if (maxAge != null && age.compareTo(maxAge) > 0) {
            return Optional.of("it was verified at " + attestation.predicate().verifiedAt() + ", too long ago");
        }
        return Optional.empty();
    }
}
