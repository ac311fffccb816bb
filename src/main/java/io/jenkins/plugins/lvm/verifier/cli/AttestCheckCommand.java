package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.FileDigest;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.AttestationPolicy;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lvm-verify attest-check}: lets a deployment refuse what was not verified. */
@Command(
        name = "attest-check",
        description = "Refuse checkpoints that a statement does not vouch for: unverified, changed, too old.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every checkpoint is accepted", "2:a checkpoint is refused", "65:the statement is unreadable"
        })
final class AttestCheckCommand implements Callable<Integer> {
    private static final int REFUSED = 2;

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
            converter = Age.class,
            description = "How long ago they may have been verified, such as 7d, 12h or 30m (default: any time).")
    private Duration maxAge;

    @Option(
            names = "--require",
            split = ",",
            defaultValue = "PASSED",
            paramLabel = "VERDICT",
            description = "Verdicts that are good enough (default: ${DEFAULT-VALUE}).")
    private Set<Verdict> accepted;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final Attestation attestation = ContractJson.readAttestation(statement);
        final AttestationPolicy policy = new AttestationPolicy(accepted, maxAge);
        final Instant now = Instant.now();
        int refused = 0;
        for (final Path checkpoint : checkpoints) {
            final String sha256 = FileDigest.sha256(checkpoint);
            final Optional<String> refusal = policy.refusal(attestation, sha256, now);
            refused += refusal.isPresent() ? 1 : 0;
            out.println(refusal.map(reason -> "REFUSED  " + checkpoint + ": " + reason + ".")
                    .orElseGet(() -> "ACCEPTED " + checkpoint + ": "
                            + attestation.verdictOn(sha256).orElseThrow() + " at "
                            + attestation.predicate().verifiedAt() + "."));
        }
        return refused == 0 ? 0 : REFUSED;
    }

    /** Reads a duration: a number of weeks, days, hours, minutes or seconds. */
    static final class Age implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,6})([wdhms])");

        @Override
        public Duration convert(final String value) {
            final Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + value + "' is no time such as 7d, 12h, 30m or 90s");
            }
            final long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "w" -> Duration.ofDays(7 * count);
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
            };
        }
    }
}
