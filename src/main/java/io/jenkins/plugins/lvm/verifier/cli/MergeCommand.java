package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.shard.ShardMerge;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Joins the parts of one verification, and gives its verdict. */
@Command(
        name = "merge",
        description = "Join the parts of one verification, each made with --shard, to the report of one pass.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "REPORT",
            arity = "1..*",
            description = "What runs with --shard have written, in any order.")
    private List<Path> parts;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Write the report here.")
    private @Nullable Path report;

    @Option(names = "--html", paramLabel = "FILE.html", description = "Write the report here as one page to read.")
    private @Nullable Path html;

    @Option(names = "--junit", paramLabel = "FILE.xml", description = "Write the gates here as JUnit XML.")
    private @Nullable Path junit;

    @Option(names = "--attest", paramLabel = "FILE.json", description = "State what was verified here.")
    private @Nullable Path attest;

    @Option(names = "--quiet", description = "Print the closing table only.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Outputs outputs = Outputs.of(spec.commandLine(), parts)
                .add("--report", report)
                .add("--html", html)
                .add("--junit", junit)
                .add("--attest", attest);
        outputs.requireWritable();
        outputs.delete("--attest");
        VerificationReport found = ReportedRun.write(ShardMerge.of(parts), outputs, quiet);
        Optional<Attestation> attestation = Attestation.of(found, Instant.now());
        if (attestation.isPresent()) {
            outputs.write("--attest", () -> ContractJson.render(attestation.get()));
        }
        return outputs.exitCode(ExitCode.of(found));
    }
}
