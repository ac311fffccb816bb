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
import picocli.CommandLine.Mixin;
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

    @Mixin
    private ReportFiles files;

    @Option(names = "--attest", paramLabel = "FILE.json", description = "State what was verified here.")
    private @Nullable Path attest;

    @Option(names = "--quiet", description = "Print the closing table only.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Outputs outputs = files.addTo(Outputs.of(spec.commandLine(), parts)).add("--attest", attest);
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
