package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.VerificationResult;
import io.jenkins.plugins.lvm.verifier.Verifier;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.PrintWriter;
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
 * How the Jenkins step runs the verifier on an agent: request and report are files. Reads nothing from standard input, which a
 * container may have closed, and ends when whoever started it stops touching the heartbeat file.
 */
@Command(
        name = "agent",
        hidden = true,
        description = "Verify what a request file asks for; started by the Jenkins step.")
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private LvmVerify parent;

    @Option(names = "--request", required = true, paramLabel = "FILE.json")
    private Path request;

    @Option(names = "--report", required = true, paramLabel = "FILE.json")
    private Path report;

    @Option(names = "--heartbeat", paramLabel = "FILE", description = "Touched by whoever waits for the report.")
    private Path heartbeat;

    @Option(names = "--heartbeat-timeout", defaultValue = "90", paramLabel = "SECONDS")
    private int heartbeatTimeout;

    @Mixin
    private RowCacheOptions rowCache;

    @Override
    public Integer call() throws IOException {
        if (heartbeat != null) {
            HeartbeatWatch.start(heartbeat, heartbeatTimeout);
        }
        final PrintWriter out = spec.commandLine().getOut();
        final VerificationResult result = verify(out);
        result.write(report);
        return ExitCode.of(result.report());
    }

    private VerificationResult verify(final PrintWriter out) throws IOException {
        try (ConsoleProgress progress = new ConsoleProgress(out, false, false, parent.debug())) {
            return new Verifier(ContractJson.readRequest(request), rowCache.cache()).verify(progress);
        } catch (final VerifierException e) {
            final Problem problem = new Problem(null, e.reason().exitCode(), e.getMessage(), e.hint());
            return new VerificationResult(
                    new VerificationReport(VerificationReport.SCHEMA_VERSION, null, List.of(), List.of(problem)),
                    List.of());
        }
    }
}
