package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.AttestationPolicy;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileDigest;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lvm-verify attest-check}: lets a deployment refuse what was not verified. */
@Command(
        name = "attest-check",
        description = "Refuse checkpoints that a statement does not vouch for: unverified, changed, too old.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every checkpoint is accepted", "2:a checkpoint is refused", "65:the statement is unreadable"
        })
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class AttestCheckCommand implements Callable<Integer> {
    private static final int REFUSED = 2;
    private static final int LARGEST_ATTESTATION = 16 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STATEMENT", description = "What verify --attest wrote.")
    private Path statement;

    @Option(
            names = "--checkpoint",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "The files that are about to be deployed.")
    private List<Path> checkpoints;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long ago they may have been verified, such as 7d, 12h or 30m (default: any time).")
    private @Nullable Duration maxAge;

    @Option(
            names = "--require",
            split = ",",
            defaultValue = "PASSED",
            paramLabel = "VERDICT",
            description = "Verdicts that are good enough (default: ${DEFAULT-VALUE}).")
    private Set<Verdict> accepted;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Attestation attestation = attestation();
        AttestationPolicy policy = new AttestationPolicy(accepted, maxAge);
        Instant now = Instant.now();
        int refused = 0;
        for (Path checkpoint : checkpoints) {
            String sha256 = FileDigest.sha256(checkpoint);
            Optional<String> refusal = policy.refusal(attestation, sha256, now);
            refused += refusal.isPresent() ? 1 : 0;
            out.println(refusal.map(reason -> "REFUSED  " + checkpoint + ": " + reason + ".")
                    .orElseGet(() -> "ACCEPTED " + checkpoint + ": "
                            + attestation.verdictOn(sha256).orElseThrow() + " at "
                            + attestation.predicate().verifiedAt() + "."));
        }
        return refused == 0 ? 0 : REFUSED;
    }

    private Attestation attestation() {
        String hint = "Write it with verify --attest.";
        try {
            return ContractJson.readAttestation(FileSource.readText(statement, "an attestation", LARGEST_ATTESTATION));
        } catch (VerifierException e) {
            String message = e.getMessage();
            boolean isMissing = e.reason() == VerifierException.Reason.NOT_FOUND;
            String sentence =
                    message.startsWith(statement.toString()) ? message : statement + " is not accepted: " + message;
            String own = e.ownHint();
            throw new VerifierException(e.reason(), sentence, isMissing || own == null ? hint : own, e);
        }
    }
}
