package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.Attestation;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code lvm-verify verify}: checkpoints and data in, verdict out. */
@Command(
        name = "verify",
        description = "Verify checkpoints against the data that they were validated on.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Option(names = "--checkpoint", required = true, arity = "1..*", paramLabel = "FILE", description = "Checkpoints.")
    private List<String> checkpoints;

    @Mixin
    private VerificationOptions options;

    @Option(
            names = "--report",
            paramLabel = "FILE.json",
            description = "Write the report here, and the cosine of every row to a file beside it.")
    private Path report;

    @Option(
            names = "--html",
            paramLabel = "FILE.html",
            description = "Write the report here as one page to read: gates, findings, histogram, provenance.")
    private Path html;

    @Option(
            names = "--junit",
            paramLabel = "FILE.xml",
            description = "Write the gates here as JUnit XML: a suite for each checkpoint, a test for each gate.")
    private Path junit;

    @Option(
            names = "--attest",
            paramLabel = "FILE.json",
            description = "State what was verified here, as an in-toto Statement on the checkpoints' digests.")
    private Path attest;

    @Option(names = "--quiet", description = "Print the closing table only.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        VerificationRequest request = options.request(checkpoints);
        if (attest != null && request.sanity()) {
            throw new ParameterException(
                    spec.commandLine(), "--attest needs a whole verification: --sanity judges no claim.");
        }
        Outputs outputs = Outputs.of(spec.commandLine(), request)
                .add("--report", report)
                .add("--html", html)
                .add("--junit", junit)
                .add("--attest", attest);
        outputs.requireWritable();
        // A run that verifies nothing must not leave an older statement.
        outputs.delete("--attest");
        PrintWriter out = outputs.console();
        VerificationResult result;
        try (ConsoleProgress progress = ConsoleProgress.forTerminal(out, quiet, parent.debug())) {
            result = new Verifier(request, options.rowCache()).verify(progress);
        }
        VerificationReport found = result.report();
        new ConsoleReport(out, quiet).print(found);
        outputs.write("--report", () -> ContractJson.render(found), result::write);
        outputs.write("--html", () -> HtmlReport.render(found));
        outputs.write("--junit", () -> JUnitXml.render(found, UnaryOperator.identity()));
        Optional<Attestation> attestation = Attestation.of(found, Instant.now());
        if (attestation.isPresent()) {
            outputs.write("--attest", () -> ContractJson.render(attestation.get()));
        }
        return outputs.exitCode(ExitCode.of(found));
    }
}
