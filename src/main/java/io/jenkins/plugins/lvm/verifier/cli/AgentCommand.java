package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.service.BoundHeaders;
import io.jenkins.plugins.lvm.verifier.shard.ShardMerge;
import io.jenkins.plugins.lvm.verifier.shard.VerificationPart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * How the Jenkins step runs the verifier on an agent: request, report and exit code are files of one folder, so that a controller
 * that has been started anew finds them. Reads nothing from standard input, which a container may have closed, and ends when
 * whoever started it stops touching the file {@code heartbeat}.
 */
@Command(
        name = "agent",
        hidden = true,
        description = "Verify what a request file asks for; started by the Jenkins step.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Option(
            names = "--control",
            required = true,
            paramLabel = "FOLDER",
            description = "Holds request.json and, if somebody waits, heartbeat; gets report.json and exit-code.")
    private Path control;

    @Option(names = "--heartbeat-timeout", defaultValue = "90", paramLabel = "SECONDS")
    private int heartbeatTimeout;

    @Mixin
    private RowCacheOptions rowCache;

    @Override
    public Integer call() throws IOException {
        Path heartbeat = control.resolve("heartbeat");
        if (Files.exists(heartbeat)) {
            HeartbeatWatch.start(heartbeat, control.resolve("alive"), heartbeatTimeout);
        }
        VerificationResult result = verify(spec.commandLine().getOut());
        Path report = control.resolve("report.json");
        int exitCode = ExitCode.of(result.report());
        try {
            result.write(report);
            // Last, and with a line's end: whoever sees all of it finds everything else complete.
            Files.writeString(control.resolve("exit-code"), exitCode + "\n");
        } catch (IOException e) {
            throw new VerifierException(
                    Reason.INTERNAL,
                    "The report cannot be written to " + report + " (" + e.getMessage() + ").",
                    "Is the disk full?",
                    e);
        }
        return exitCode;
    }

    private static void writeTo(Path file, RowDigestsOutput rowDigests) {
        try {
            rowDigests.write(file);
        } catch (IOException e) {
            throw new VerifierException(
                    Reason.INTERNAL,
                    "The digests of rows cannot be written to " + file + " (" + IoReason.of(e) + ").",
                    "Name another file with 'rowDigests'.",
                    e);
        }
    }

    private VerificationResult verify(PrintWriter out) throws IOException {
        try (ConsoleProgress progress = new ConsoleProgress(out, false, false, parent.debug())) {
            VerificationRequest request = ContractJson.readRequest(control.resolve("request.json"));
            if (!request.parts().isEmpty()) {
                return ShardMerge.of(request.parts().stream().map(Path::of).toList());
            }
            Verifier verifier =
                    new Verifier(request, rowCache.cache(), BoundHeaders.take(control.resolve("headers.json")));
            if (request.shard() == null) {
                RowDigestsOutput rowDigests = new RowDigestsOutput(request.rowDigests());
                VerificationResult result = verifier.verify(progress, rowDigests.taker());
                if (request.rowDigests() != null) {
                    writeTo(Path.of(request.rowDigests()), rowDigests);
                }
                return result;
            }
            VerificationPart part = verifier.part(progress);
            AtomicFile.write(control.resolve("part.bin"), part::write);
            return new VerificationResult(
                    new VerificationReport(VerificationReport.SCHEMA_VERSION, null, List.of(), List.of()), List.of());
        } catch (VerifierException e) {
            Problem problem = new Problem(null, e.reason().exitCode(), e.getMessage(), e.ownHint());
            return new VerificationResult(
                    new VerificationReport(VerificationReport.SCHEMA_VERSION, null, List.of(), List.of(problem)),
                    List.of());
        }
    }
}
