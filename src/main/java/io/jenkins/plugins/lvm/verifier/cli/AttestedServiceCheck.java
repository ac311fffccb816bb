package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.Checked;
import io.jenkins.plugins.lvm.verifier.audit.AttestedService;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.Attestation.Verified;
import io.jenkins.plugins.lvm.verifier.contract.ServiceCheck;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import io.jenkins.plugins.lvm.verifier.gate.Measurements;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.ServiceText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A running service, held against what an attestation says of its model. */
final class AttestedServiceCheck {
    private static final int CONTRADICTED = 2;

    private final AttestedEvidence evidence;
    private final PrintWriter out;

    AttestedServiceCheck(AttestedEvidence evidence, PrintWriter out) {
        this.evidence = evidence;
        this.out = out;
    }

    /**
     * Asks the service.
     *
     * @param rows where the rows are that were attested
     * @param checkpoint which one of several; null for the only one
     * @return exit code
     */
    int run(ServiceRequest asked, VerificationRequest rows, @Nullable Path checkpoint, ConsoleProgress progress) {
        Checked<Attestation> signed = evidence.read();
        if (signed.refusal().isPresent()) {
            out.println("REFUSED  " + evidence.attestation() + ": "
                    + signed.refusal().get().sentence() + ".");
            return CONTRADICTED;
        }
        List<Verified> all = signed.value().predicate().verifications();
        Verified attested = chosen(all, checkpoint);
        try (AttestedService service = AttestedService.open(attested, rows)) {
            float[] cosines = evidence.cosines(all, attested);
            Optional<String> contradiction = service.contradiction(cosines, evidence.rowDigests(all, attested));
            if (contradiction.isPresent()) {
                out.println("REFUSED  " + evidence.attestation() + ": " + contradiction.get() + ".");
                return CONTRADICTED;
            }
            ServiceCheck check = service.check(asked, cosines, progress);
            List<GateOutcome> gates = new GateEvaluator(GateSettings.service(asked.tolerance()))
                    .evaluate(Measurements.builder()
                            .serviceGap(check.compared().largest())
                            .serviceErrors(check.unanswered())
                            .build());
            Verdict verdict = GateEvaluator.verdict(gates);
            ServiceText text = new ServiceText(check, "what was attested of " + attested.forwardDefinition());
            out.println(verdict + "  " + text.headline());
            text.lines().forEach(line -> out.println("         " + line));
            return verdict.ordinal();
        }
    }

    private Verified chosen(List<Verified> all, @Nullable Path checkpoint) {
        List<String> digests = all.stream().map(Verified::sha256).distinct().toList();
        if (checkpoint == null && digests.size() > 1) {
            throw VerifierException.unreadable(
                    evidence.attestation() + " speaks of " + digests.size() + " checkpoints.",
                    "Name the one that the service loads, by --checkpoint.");
        }
        String sha256 = checkpoint == null ? digests.get(0) : FileDigest.sha256(checkpoint);
        return all.stream()
                .filter(verified -> verified.sha256().equalsIgnoreCase(sha256))
                .findFirst()
                .orElseThrow(() -> VerifierException.unreadable(
                        checkpoint + " is not in the attestation: its SHA-256 is " + sha256 + ".",
                        "Name the checkpoint that was attested, unchanged."));
    }
}
