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
import io.jenkins.plugins.lvm.report.EarlierClaims;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.step.AgentVerification.Answer;
import io.jenkins.plugins.lvm.verifier.contract.EarlierClaim;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One step of one build, from its settings to the stored result: the same for Pipeline and freestyle jobs. */
final class VerificationRun {
    private static final Logger LOGGER = Logger.getLogger(VerificationRun.class.getName());

    /** How long it takes Jenkins to notice that an agent is gone. */
    private static final int OFFLINE_TRIES = 150;

    private static final int OFFLINE_WAIT_MILLIS = 100;

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final Launcher launcher;
    private final TaskListener listener;
    private final PrintStream log;
    private final EnvVars environment;
    /** Null if the agent is gone. */
    private final @Nullable Computer computer;

    private final ServiceHeaders headers;

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
            throw new AbortException("The build has no workspace; its agent is gone. Build again when it is back.");
        }
        this.run = run;
        this.workspace = workspace;
        this.launcher = launcher;
        this.listener = listener;
        this.log = new StepLog(listener.getLogger());
        this.environment = environment;
        this.computer = computer;
        this.headers = new ServiceHeaders(run);
    }

    /**
     * Which execution of which step this is.
     *
     * @param id unique, and the same after a restart of the controller
     * @param durable whether it goes on after such a restart
     * @param resumed whether there has been one
     */
    record Execution(String id, boolean durable, boolean resumed) {

        /** The execution of one of several verifications of the step. */
        Execution part(int index) {
            return new Execution(id + "-" + index, durable, resumed);
        }

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
    VerificationOutcome run(VerificationSettings asked, Execution execution)
            throws InterruptedException, AbortException, AgentLostException {
        VerificationSettings settings = StepDefaults.on(computer, asked);
        final BooleanSupplier suspended = execution::isSuspended;
        final AgentVerification agent =
                new AgentVerification(launcher, workspace, environment, computer, listener, suspended, headers);
        boolean goesOn = false;
        try {
            return verify(settings, execution, agent);
        } catch (final AbortException e) {
            throw failed(settings, execution, Sentences.printable(String.valueOf(e.getMessage())));
        } catch (final IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "A verification step failed", e);
            Computer at = computer;
            if (at == null || !isGone(at, e)) {
                throw failed(
                        settings,
                        execution,
                        "The verification could not be brought to its end: " + Sentences.of(e) + ".");
            }
            goesOn = execution.durable();
            String message = "The agent '" + at.getName() + "' was lost during the verification (" + Sentences.of(e)
                    + "). The verifier there ends by itself; build again when the agent is back.";
            if (!goesOn) {
                failed(settings, execution, message);
            }
            throw new AgentLostException(message, e);
        } finally {
            if (!goesOn && !suspended.getAsBoolean()) {
                agent.forget(execution.id());
            }
        }
    }

    /** What ends the step, once the build knows it too. */
    private AbortException failed(VerificationSettings settings, Execution execution, String message) {
        new StepFailure(run, workspace.getRemote(), computer == null ? "" : computer.getName())
                .keep(settings, execution.id(), message);
        return new AbortException(message);
    }

    /**
     * Verifies one after the other, as one result. What prevents one does not keep the others from being verified.
     *
     * @throws AbortException the first that was thrown, once all are done
     */
    VerificationOutcome runAll(List<VerificationSettings> all, Execution execution)
            throws InterruptedException, AbortException, AgentLostException {
        if (all.size() == 1) {
            return run(all.get(0), execution);
        }
        List<VerificationOutcome> outcomes = new ArrayList<>();
        AbortException first = null;
        for (int i = 0; i < all.size(); i++) {
            try {
                outcomes.add(run(all.get(i), execution.part(i)));
            } catch (final AbortException e) {
                log.println(e.getMessage());
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return VerificationOutcome.all(outcomes);
    }

    private VerificationOutcome verify(
            final VerificationSettings settings, final Execution execution, final AgentVerification agent)
            throws IOException, InterruptedException {
        if (settings.get(Settings.ATTEST) != null) {
            attestation(settings).requireKey(settings.get(Settings.SIGN_KEY));
        }
        // Said before anything is done, and not kept.
        headers.lookUp(settings.service());
        workspace.mkdirs();
        final CheckpointFiles found = CheckpointFiles.find(
                workspace, settings.checkpoint(), new AgentShell(launcher, workspace, environment), log);
        if (found.files().isEmpty()) {
            return nothing(settings);
        }
        if (settings.get(Settings.SHARD) != null) {
            return part(settings, execution, agent, found.files());
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
                log);
        final Answer answer = agent.ask(
                execution.id(),
                settings.request(checkpoints, inWorkspace, baselines.sources(), earlier(settings)),
                execution.resumed(),
                settings,
                places.places().keySet());
        baselines.requireKept(answer.report());
        final VerificationOutcome outcome = new VerificationOutcome(
                settings.getOrDefault(Settings.FAIL_BUILD),
                found.complete(),
                ResultPublisher.entries(answer.report(), places));
        ResultPublisher results = new ResultPublisher(run, workspace, launcher, listener);
        results.store(outcome, answer);
        outcome.log(log);
        results.publish(outcome, answer.report(), places, settings);
        if (outcome.buildVerdict() == Verdict.UNSTABLE) {
            run.setResult(Result.UNSTABLE);
        }
        return outcome;
    }

    /** Has a part of the rows measured, and keeps what was measured with the build. */
    private VerificationOutcome part(
            VerificationSettings settings, Execution execution, AgentVerification agent, List<FilePath> found)
            throws IOException, InterruptedException {
        if (found.size() != 1) {
            throw new AbortException(found.size() + " checkpoints match " + settings.checkpoint()
                    + ", and a shard is of one." + " Name one of them, and give the others steps of their own.");
        }
        String checkpoint = found.get(0).getRemote();
        Answer answer = agent.ask(
                execution.id(),
                settings.request(
                        List.of(checkpoint), path -> workspace.child(path).getRemote(), List.of(), List.of()),
                execution.resumed(),
                settings,
                Set.of());
        requireNoProblem(answer.report());
        new ShardStore(run)
                .keep(
                        settings,
                        new ShardStore.Origin(
                                checkpoint, workspace.getRemote(), computer == null ? "" : computer.getName()),
                        answer.control().part());
        log.println("Part " + settings.get(Settings.SHARD) + " is measured. mergeLvmVerification() joins all parts.");
        return new VerificationOutcome(settings.getOrDefault(Settings.FAIL_BUILD), true, List.of());
    }

    /** What the job's earlier builds found of other checkpoints: where a claim is not met, it may be one of theirs. */
    private List<EarlierClaim> earlier(VerificationSettings settings) {
        return "never".equals(settings.get(Settings.DIAGNOSE)) ? List.of() : EarlierClaims.before(run);
    }

    private static void requireNoProblem(VerificationReport report) throws AbortException {
        if (!report.errors().isEmpty()) {
            throw new AbortException(report.errors().get(0).located());
        }
    }

    /**
     * Joins the parts that earlier steps of the build have measured, and goes on as if one step had measured all rows.
     *
     * @param id name of the result that the parts are of; null where there is one
     * @throws AbortException if parts are missing or do not belong together
     */
    VerificationOutcome merge(@Nullable String id, Execution execution) throws IOException, InterruptedException {
        AgentVerification agent = new AgentVerification(
                launcher, workspace, environment, computer, listener, execution::isSuspended, headers);
        try {
            workspace.mkdirs();
            ShardStore store = new ShardStore(run);
            ShardStore.Kept kept = store.kept(id);
            VerificationSettings settings = kept.settings();
            FilePath folder = agent.folder(execution.id());
            folder.mkdirs();
            List<String> parts = new ArrayList<>();
            for (Path part : kept.parts()) {
                FilePath there = folder.child(String.valueOf(part.getFileName()));
                new FilePath(part.toFile()).copyTo(there);
                parts.add(there.getRemote());
            }
            ResultPlaces places = ResultPlaces.of(
                    List.of(kept.origin().checkpoint()),
                    settings,
                    kept.origin().workspace(),
                    execution.id(),
                    kept.origin().agent(),
                    LvmVerificationAction.of(run).getVerifications());
            Answer answer = agent.ask(
                    execution.id(),
                    settings.merging(kept.origin().checkpoint(), parts),
                    false,
                    settings,
                    places.places().keySet());
            requireNoProblem(answer.report());
            VerificationOutcome outcome = new VerificationOutcome(
                    settings.getOrDefault(Settings.FAIL_BUILD), true, ResultPublisher.entries(answer.report(), places));
            ResultPublisher results = new ResultPublisher(run, workspace, launcher, listener);
            results.store(outcome, answer);
            store.forget(kept);
            outcome.log(log);
            results.publish(outcome, answer.report(), places, settings);
            if (outcome.buildVerdict() == Verdict.UNSTABLE) {
                run.setResult(Result.UNSTABLE);
            }
            return outcome;
        } finally {
            agent.forget(execution.id());
        }
    }

    private VerificationOutcome nothing(final VerificationSettings settings) throws AbortException {
        final String message = "No checkpoint matches " + settings.checkpoint() + " in " + workspace.getRemote() + ".";
        if (!settings.getOrDefault(Settings.ALLOW_EMPTY)) {
            throw new AbortException(message + " If that may be so, set 'allowEmpty'.");
        }
        log.println(message);
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

    private AttestationFiles attestation(VerificationSettings settings) {
        return new AttestationFiles(run, workspace.child(settings.getOrDefault(Settings.ATTEST)));
    }
}
