package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment asks of an attestation. All of it has to hold on every device that the file was verified on.
 *
 * @param verdicts that are good enough
 * @param maxAge how long ago the verification may have been; null means any time
 * @param forwardDefinitions of the model, one of which judged; empty means any
 * @param gates that were applied, and passed
 * @param rowsDigests of the rows measured on, one of which it has to be; empty means any
 * @param minRows fewest rows measured on
 * @param minActual smallest actual cosine; null means any
 */
public record DeploymentPolicy(
        Set<Verdict> verdicts,
        @Nullable Duration maxAge,
        Set<String> forwardDefinitions,
        Set<GateMetric> gates,
        Set<String> rowsDigests,
        long minRows,
        @Nullable Double minActual) {
    /** How far the clocks of two machines may be apart. */
    private static final Duration CLOCK = Duration.ofMinutes(5);

    public DeploymentPolicy {
        verdicts = Set.copyOf(verdicts);
        forwardDefinitions = Set.copyOf(forwardDefinitions);
        gates = Set.copyOf(gates);
        rowsDigests = Set.copyOf(rowsDigests);
    }

    /** Asks for verdicts, and for nothing else. */
    public static DeploymentPolicy of(Set<Verdict> verdicts) {
        return new DeploymentPolicy(verdicts, null, Set.of(), Set.of(), Set.of(), 0, null);
    }

    /** The same with other verdicts, or with another age; null leaves what there is. */
    public DeploymentPolicy with(@Nullable Set<Verdict> accepted, @Nullable Duration age) {
        return new DeploymentPolicy(
                accepted == null ? verdicts : accepted,
                age == null ? maxAge : age,
                forwardDefinitions,
                gates,
                rowsDigests,
                minRows,
                minActual);
    }

    /**
     * Decides on a file.
     *
     * @param sha256 digest of the file as it is now, in hex
     * @return why it is refused; empty if it is accepted
     */
    public Optional<Refusal> refusal(Attestation attestation, String sha256, Instant now) {
        Optional<Verdict> verdict = attestation.verdictOn(sha256);
        if (verdict.isEmpty()) {
            return refused(
                    Reason.CHANGED,
                    "its SHA-256 " + sha256
                            + " is not in the statement: it was never verified, or has been changed since");
        }
        if (!verdicts.contains(verdict.get())) {
            return refused(Reason.UNVERIFIED, "its verdict is " + verdict.get());
        }
        Duration age = Duration.between(attestation.predicate().instant(), now);
        if (age.compareTo(CLOCK.negated()) < 0) {
            return refused(
                    Reason.TOO_OLD,
                    "it was verified in the future, at "
                            + attestation.predicate().verifiedAt() + ": a clock is wrong");
        }
        if (maxAge != null && age.compareTo(maxAge) > 0) {
            return refused(
                    Reason.TOO_OLD,
                    "it was verified at " + attestation.predicate().verifiedAt() + ", too long ago");
        }
        List<Verified> found = attestation.predicate().verifications().stream()
                .filter(verified -> sha256.equalsIgnoreCase(verified.sha256()))
                .toList();
        return found.stream().flatMap(verified -> unfit(verified).stream()).findFirst();
    }

    private Optional<Refusal> unfit(Verified verified) {
        Optional<GateMetric> missing = gates.stream()
                .sorted()
                .filter(gate -> !SignedAttestation.passed(verified, gate))
                .findFirst();
        if (missing.isPresent()) {
            return refused(Reason.UNVERIFIED, "it was not held against the gate " + missing.get() + ", or missed it");
        }
        if (!forwardDefinitions.isEmpty() && !forwardDefinitions.contains(verified.forwardDefinition())) {
            return refused(
                    Reason.UNVERIFIED,
                    "it was verified as " + PrintableText.of(verified.forwardDefinition())
                            + ", which the policy does not name");
        }
        if (!rowsDigests.isEmpty() && (verified.rowsDigest() == null || !rowsDigests.contains(verified.rowsDigest()))) {
            return refused(Reason.UNVERIFIED, "it was verified on other rows than the policy names");
        }
        if (verified.validationRows() < minRows) {
            return refused(
                    Reason.UNVERIFIED,
                    "it was verified on " + verified.validationRows() + " rows, and the policy asks for " + minRows);
        }
        if (minActual != null && !(verified.actual() >= minActual)) {
            return refused(
                    Reason.UNVERIFIED,
                    "its actual cosine is " + verified.actual() + ", and the policy asks for " + minActual);
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refused(Reason reason, String sentence) {
        return Optional.of(new Refusal(reason, sentence));
    }
}
