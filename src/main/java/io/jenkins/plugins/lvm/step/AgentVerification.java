package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.report.RowNumbers;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.step.VerifierProcess.Ending;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.RowMetrics;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Has the verifier on an agent answer a request. A step that is resumed takes the answer to what it asked before. */
final class AgentVerification {
    /** Cosines of more rows than these 16 million are not kept. */
    static final int LARGEST_COSINES = 64 << 20;

    private final Launcher launcher;
    private final FilePath workspace;
    private final EnvVars environment;
    private final @Nullable Computer computer;
    private final TaskListener listener;
    private final PrintStream log;
    private final BooleanSupplier suspended;
    private final ServiceHeaders headers;

    /** @param headers looks up what a service is to be sent */
    AgentVerification(
            final Launcher launcher,
            final FilePath workspace,
            final EnvVars environment,
            @Nullable Computer computer,
            final TaskListener listener,
            final BooleanSupplier suspended,
            ServiceHeaders headers) {
        this.launcher = launcher;
        this.workspace = workspace;
        this.environment = environment;
        this.computer = computer;
        this.listener = listener;
        this.log = new StepLog(listener.getLogger());
        this.suspended = suspended;
        this.headers = headers;
    }

    /**
     * What came back.
     *
     * @param report checked, and judged again
     * @param rows numbers of all verifications' rows, one after the other; empty where the agent did not send them
     * @param control folder of the agent that it was found in
     */
    record Answer(VerificationReport report, RowNumbers rows, ControlFolder control) {}

    /**
     * Asks, and waits for the answer.
     *
     * @param step names the folder for this step's files
     * @param resumed whether the same may have been asked before
     */
    Answer ask(
            final String step,
            final VerificationRequest request,
            final boolean resumed,
            final VerificationSettings settings,
            final Set<Question> questions)
            throws IOException, InterruptedException {
        final String asked = ContractJson.render(request);
        final FilePath attempts = folder(step);
        final int before = attempts.exists() ? attempts.listDirectories().size() : 0;
        final ControlFolder earlier = new ControlFolder(attempts.child(String.valueOf(before)));
        if (resumed && before > 0) {
            final boolean same = asked.equals(ControlFolder.read(earlier.request()));
            final Ending ending = same ? process(earlier, settings).await() : null;
            if (ending != null && new AgentFile(earlier.report()).exists()) {
                log.println("Took over the verification that had been started before the controller was.");
                return answer(earlier, request, questions);
            }
            earlier.heartbeat().delete();
            log.println("The verification that had been started before the controller was is lost; verifying again.");
        }
        final ControlFolder control = new ControlFolder(attempts.child(String.valueOf(before + 1)));
        control.folder().mkdirs();
        final AgentShell shell = new AgentShell(launcher, workspace, environment);
        final VerifierInstallation verifier = VerifierInstallation.prepare(shell, temporary(), settings, computer, log);
        ControlFolder.write(control.request(), asked);
        final Ending ending = start(verifier, control, settings, headers.lookUp(request.service()));
        if (!new AgentFile(control.report()).exists()) {
            throw new AbortException(withoutReport(ending));
        }
        return answer(control, request, questions);
    }

    private Ending start(
            VerifierInstallation verifier, ControlFolder control, VerificationSettings settings, @Nullable String bound)
            throws IOException, InterruptedException {
        try {
            if (bound != null) {
                ControlFolder.writeSecret(control.headers(), bound);
            }
            return process(control, settings)
                    .run(verifier, launcher, workspace, environment, settings.getOrDefault(Settings.THREADS));
        } finally {
            // The verifier removes it as soon as it has read it, unless it did not come so far.
            if (bound != null && !suspended.getAsBoolean()) {
                removeSecret(control.headers());
            }
        }
    }

    private static void removeSecret(FilePath file) throws InterruptedException {
        try {
            if (file.exists()) {
                file.delete();
            }
        } catch (IOException | RuntimeException e) {
            // The agent is out of reach, which the step says itself.
            return;
        }
    }

    /** Removes a step's files, if the agent can be reached. A verifier that still runs ends when they are gone. */
    void forget(final String step) throws InterruptedException {
        try {
            final FilePath attempts = folder(step);
            if (attempts.exists()) {
                attempts.deleteRecursive();
            }
        } catch (final IOException | RuntimeException e) {
            log.println("The step's files in " + temporary().getRemote() + " are left: " + Sentences.of(e) + ".");
        }
    }

    private FilePath temporary() {
        // Nothing is beside a workspace that is the root of a file system.
        FilePath beside = workspace.sibling(workspace.getName() + "@tmp");
        return (beside == null ? workspace.child("@tmp") : beside).child("lvm-verify");
    }

    /** Folder for the files of a step, which {@link #forget} removes. */
    FilePath folder(final String step) {
        return temporary().child("step-" + step);
    }

    private VerifierProcess process(final ControlFolder control, final VerificationSettings settings) {
        return new VerifierProcess(control, listener, settings.getOrDefault(Settings.TIMEOUT_MINUTES), suspended);
    }

    private static String withoutReport(final Ending ending) {
        final String ended = "The verifier ended with exit code " + ending.exitCode() + " and left no report";
        return switch (ending.exitCode()) {
            case 137 ->
                ended
                        + ": it was killed, most likely because memory ran out. Give the agent more, or lower 'batchSize'.";
            case 134, 135, 136, 139 -> ended + ": a native library crashed. Try 'device: cpu', or another agent.";
            default ->
                ending.lastLine().isEmpty()
                        ? ended + " and no message."
                        : ended + "; its last message: " + Sentences.bounded(ending.lastLine());
        };
    }

    private static Answer answer(
            final ControlFolder control, final VerificationRequest request, final Set<Question> questions)
            throws IOException, InterruptedException {
        final byte[] json = new AgentFile(control.report()).read(ReportReader.LARGEST + 1);
        final VerificationReport report = new ReportReader(
                        new GateEvaluator(request.gates()), questions, request.risk(), request.riskSeed() != null)
                .read(new ByteArrayInputStream(json));
        final boolean measured = report.verifications().stream().anyMatch(found -> found.measured() != null);
        return new Answer(
                report,
                new RowNumbers(
                        cosines(new AgentFile(control.cosines()), report),
                        measured ? rows(new AgentFile(control.metric()), report, RowMetrics.ROW_BYTES) : null),
                control);
    }

    /** Null if the file is not there, is larger than is kept, or does not hold each row that the report counts once. */
    static byte @Nullable [] cosines(final AgentFile file, final VerificationReport report)
            throws IOException, InterruptedException {
        return rows(file, report, RowCosines.ROW_BYTES);
    }

    private static byte @Nullable [] rows(AgentFile file, VerificationReport report, int rowBytes)
            throws IOException, InterruptedException {
        final long expected = report.verifications().stream()
                .mapToLong(verification -> verification.split().validationRows())
                .reduce(0, (all, rows) -> Math.addExact(all, Math.multiplyExact(rows, rowBytes)));
        if (expected == 0 || expected > LARGEST_COSINES || file.size() != expected) {
            return null;
        }
        final byte[] numbers = file.read((int) expected);
        return numbers.length == expected ? numbers : null;
    }
}
