package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Hudson;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.step.AgentVerification.Answer;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.RowCosines;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One step of one build, from its settings to the stored result: the same for Pipeline and freestyle jobs. */
final class VerificationRun {
    private static final Logger LOGGER = Logger.getLogger(VerificationRun.class.getName());

    /** How long it takes Jenkins to notice that an agent is gone. */
    private static final int OFFLINE_TRIES = 50;

    private static final int OFFLINE_WAIT_MILLIS = 100;

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final Launcher launcher;
    private final TaskListener listener;
    private final EnvVars environment;
    /** Null if the agent is gone. */
    private final @Nullable Computer computer;

    /**
     * A step of a build.
     *
     * @throws AbortException without a workspace
     */
    VerificationRun(
            Run<?, ?> run,
            @Nullable FilePath workspace,
            Launcher launcher,
            TaskListener listener,
            EnvVars environment,
            @Nullable Computer computer)
            throws AbortException {
        if (workspace == null) {
            throw new AbortException("The build has no workspace; its agent is gone.");
        }
        this.run = run;
        this.workspace = workspace;
        this.launcher = launcher;
        this.listener = listener;
        this.environment = environment;
        this.computer = computer;
    }

    /**
     * Which execution of which step this is.
     *
     * @param id unique, and the same after a restart of the controller
     * @param durable whether it goes on after such a restart
     * @param resumed whether there has been one
     */
    record Execution(String id, boolean durable, boolean resumed) {

        /** Whether the controller is about to end, and this will go on when it is back. */
        boolean isSuspended() {
            final Hudson controller = Hudson.getInstance();
            return durable && (controller == null || controller.isTerminating());
        }
    }

    /**
     * Verifies, stores and logs. The build's result is lowered where the verdict asks for UNSTABLE; to fail it is left to {@link
     * VerificationOutcome#throwIfFailed}, which the caller calls when it has done what else it has to do.
     *
     * @throws AbortException if there is nothing to say about any checkpoint
     * @throws AgentLostException if that is because of the connection to the agent; a durable execution may be resumed
     */
    VerificationOutcome run(final VerificationSettings settings, final Execution execution)
            throws InterruptedException, AbortException, AgentLostException {
        final BooleanSupplier suspended = execution::isSuspended;
        final AgentVerification agent =
                new AgentVerification(launcher, workspace, environment, computer, listener, suspended);
        boolean goesOn = false;
        try {
            return verify(settings, execution, agent);
        } catch (final AbortException e) {
            throw new AbortException(Sentences.printable(e.getMessage()));
        } catch (final IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "A verification step failed", e);
            Computer at = computer;
            if (at == null || !isGone(at, e)) {
                throw new AbortException("The verification could not be brought to its end: " + Sentences.of(e) + ".");
            }
            goesOn = execution.durable();
            throw new AgentLostException("The agent '" + at.getName() + "' was lost during the verification ("
                    + Sentences.of(e) + "). The verifier there ends by itself; build again when the agent is back.");
        } finally {
            if (!goesOn && !suspended.getAsBoolean()) {
                agent.forget(execution.id());
            }
        }
    }

    private VerificationOutcome verify(
            final VerificationSettings settings, final Execution execution, final AgentVerification agent)
            throws IOException, InterruptedException {
        if (settings.get(Settings.ATTEST) != null) {
            attestation(settings).requireKey(settings.get(Settings.SIGN_KEY));
        }
        workspace.mkdirs();
        final CheckpointFiles found = CheckpointFiles.find(
                workspace, settings.checkpoint(), new AgentShell(launcher, workspace, environment), log());
        if (found.files().isEmpty()) {
            return nothing(settings);
        }
        final List<String> checkpoints =
                found.files().stream().map(FilePath::getRemote).toList();
        final ResultPlaces places = ResultPlaces.of(
                checkpoints,
                settings,
                workspace.getRemote(),
                execution.id(),
                computer == null ? "" : computer.getName(),
                LvmVerificationAction.of(run).getVerifications());
        final UnaryOperator<String> inWorkspace = path -> workspace.child(path).getRemote();
        final Map<String, String> series = new LinkedHashMap<>();
        checkpoints.forEach(checkpoint -> series.put(checkpoint, places.series(checkpoint)));
        final StepBaselines baselines = StepBaselines.of(
                settings,
                run,
                series,
                agent.folder(execution.id()),
                Util.fixEmpty(environment.get("CHANGE_TARGET")),
                inWorkspace,
                log());
        final Answer answer = agent.ask(
                execution.id(),
                settings.request(checkpoints, inWorkspace, baselines.sources()),
                execution.resumed(),
                settings,
                places.places().keySet());
        baselines.requireKept(answer.report());
        final VerificationOutcome outcome = new VerificationOutcome(
                settings.getOrDefault(Settings.FAIL_BUILD), found.complete(), entries(answer.report(), places));
        store(outcome, answer);
        outcome.log(log());
        publish(outcome, answer.report(), places, settings);
        if (outcome.buildVerdict() == Verdict.UNSTABLE) {
            run.setResult(Result.UNSTABLE);
        }
        return outcome;
    }

    private VerificationOutcome nothing(final VerificationSettings settings) throws AbortException {
        final String message = "No checkpoint matches " + settings.checkpoint() + " in " + workspace.getRemote() + ".";
        if (!settings.getOrDefault(Settings.ALLOW_EMPTY)) {
            throw new AbortException(message + " If that may be so, set 'allowEmpty'.");
        }
        log().println(message);
        return new VerificationOutcome(settings.getOrDefault(Settings.FAIL_BUILD), true, List.of());
    }

    private static boolean isGone(Computer agent, Exception failure) throws InterruptedException {
        if (agent.getName().isEmpty()) {
            return false;
        }
        // Errors of the agent's file system come over a connection that works; they need no waiting.
        final boolean mayBe = failure.toString().matches("(?s).*([Cc]hannel|[Cc]onnection|abort|EOF|interrupted).*")
                || failure.getClass().getName().startsWith("hudson.remoting.");
        for (int tries = 0; mayBe && tries < OFFLINE_TRIES && agent.isOnline(); tries++) {
            Thread.sleep(OFFLINE_WAIT_MILLIS);
        }
        return agent.isOffline();
    }

    private static List<VerificationOutcome.Entry> entries(final VerificationReport report, final ResultPlaces places) {
        final long now = System.currentTimeMillis();
        final Map<Question, Place> left = new LinkedHashMap<>(places.places());
        final List<VerificationOutcome.Entry> entries = new ArrayList<>();
        for (final Verification found : report.verifications()) {
            final Place place = left.remove(
                    new Question(found.checkpoint().path(), found.device().requested()));
            entries.add(new VerificationOutcome.Entry(StoredVerification.of(place, found, now), found));
        }
        left.forEach((question, place) -> {
            final String path = question.checkpoint();
            final Problem problem = report.errors().stream()
                    .filter(error ->
                            error.checkpoint() == null || error.checkpoint().equals(path))
                    .findFirst()
                    .orElseThrow();
            entries.add(new VerificationOutcome.Entry(StoredVerification.of(place, path, problem, now), null));
        });
        return entries;
    }

    private void store(final VerificationOutcome outcome, final Answer answer) throws IOException {
        final LvmVerificationAction action = LvmVerificationAction.of(run);
        long offset = 0;
        try {
            for (final VerificationOutcome.Entry entry : outcome.entries()) {
                if (entry.found() == null) {
                    action.add(entry.stored(), null, null);
                    continue;
                }
                final long length = entry.found().split().validationRows() * RowCosines.ROW_BYTES;
                action.add(
                        entry.stored(),
                        new VerificationReport(
                                answer.report().schemaVersion(),
                                entry.found().verdict(),
                                List.of(entry.found()),
                                List.of()),
                        answer.cosines() == null
                                ? null
                                : Arrays.copyOfRange(answer.cosines(), (int) offset, Math.toIntExact(offset + length)));
                offset += length;
            }
        } catch (final IllegalStateException e) {
            throw new AbortException(e.getMessage());
        } finally {
            run.save();
        }
    }

    /** Puts the result where other plugins and the build's own later steps look for it. */
    private void publish(
            final VerificationOutcome outcome,
            final VerificationReport report,
            final ResultPlaces places,
            final VerificationSettings settings)
            throws IOException, InterruptedException {
        if (settings.get(Settings.JUNIT) != null) {
            final FilePath file = workspace.child(settings.get(Settings.JUNIT));
            try {
                file.write(JUnitXml.render(report, places::series), "UTF-8");
            } catch (final IOException e) {
                throw new AbortException("The verification is stored, but " + file.getRemote()
                        + ", named by 'junit', could not be written: " + e.getMessage());
            }
        }
        if (settings.get(Settings.ATTEST) != null) {
            attestation(settings).write(report, settings.get(Settings.SIGN_KEY));
        }
        if (settings.getOrDefault(Settings.DESCRIBE_BUILD)) {
            synchronized (run) {
                final String earlier = Util.fixNull(run.getDescription());
                // A step that is resumed may have come this far before.
                if (!earlier.contains(outcome.description())) {
                    run.setDescription(
                            earlier.isEmpty() ? outcome.description() : earlier + "\n" + outcome.description());
                }
            }
        }
    }

    private AttestationFiles attestation(VerificationSettings settings) {
        return new AttestationFiles(run, workspace.child(settings.getOrDefault(Settings.ATTEST)));
    }

    private PrintStream log() {
        return new StepLog(listener.getLogger());
    }
}
