package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One step of one build, from its settings to the stored result: the same for Pipeline and freestyle jobs. */
final class VerificationRun {
    private static final int LARGEST_COSINES = 64 << 20;

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final Launcher launcher;
    private final TaskListener listener;
    private final EnvVars environment;
    private final Computer computer;

    VerificationRun(
            final Run<?, ?> run,
            final FilePath workspace,
            final Launcher launcher,
            final TaskListener listener,
            final EnvVars environment,
            final Computer computer) {
        this.run = run;
        this.workspace = workspace;
        this.launcher = launcher;
        this.listener = listener;
        this.environment = environment;
        this.computer = computer;
    }

    /**
     * Verifies, stores and logs. The build's result is lowered where the verdict asks for UNSTABLE; to fail it is left to {@link
     * VerificationOutcome#throwIfFailed}, which the caller calls when it has done what else it has to do.
     *
     * @throws AbortException if there is nothing to say about any checkpoint
     */
    VerificationOutcome run(final VerificationSettings settings) throws IOException, InterruptedException {
        if (workspace == null) {
            throw new AbortException("The build has no workspace; its agent is gone.");
        }
        workspace.mkdirs();
        final CheckpointFiles found = CheckpointFiles.find(workspace, settings.checkpoint(), log());
        if (found.files().isEmpty()) {
            return nothing(settings);
        }
        final Map<String, Place> places = places(found.files(), settings);
        final FilePath temporary =
                workspace.sibling(workspace.getName() + "@tmp").child("lvm-verify");
        final FilePath control = temporary.child(UUID.randomUUID().toString());
        control.mkdirs();
        try {
            final VerificationReport report = verify(settings, List.copyOf(places.keySet()), temporary, control);
            final VerificationOutcome outcome =
                    new VerificationOutcome(settings.failBuild(), found.complete(), entries(report, places));
            store(outcome, report, cosines(control, report));
            outcome.log(log());
            publish(outcome, report, places, settings);
            if (outcome.buildVerdict() == Verdict.UNSTABLE) {
                run.setResult(Result.UNSTABLE);
            }
            return outcome;
        } finally {
            control.deleteRecursive();
        }
    }

    private VerificationOutcome nothing(final VerificationSettings settings) throws AbortException {
        final String message = "No checkpoint matches " + settings.checkpoint() + " in " + workspace.getRemote() + ".";
        if (!settings.allowEmpty()) {
            throw new AbortException(message + " If that may be so, set 'allowEmpty'.");
        }
        log().println(message);
        return new VerificationOutcome(settings.failBuild(), true, List.of());
    }

    /** Where each checkpoint's result goes, by path. */
    private Map<String, Place> places(final List<FilePath> checkpoints, final VerificationSettings settings)
            throws AbortException {
        final Map<String, Place> places = new LinkedHashMap<>();
        final Map<String, String> pathOfId = new HashMap<>();
        for (final StoredVerification earlier : LvmVerificationAction.of(run).getVerifications()) {
            pathOfId.put(earlier.getId(), earlier.getCheckpoint());
        }
        for (final FilePath checkpoint : checkpoints) {
            final String path = checkpoint.getRemote();
            final String derived = Series.ofPath(workspace.getRemote(), path);
            final boolean single = checkpoints.size() == 1;
            final String series =
                    settings.model() == null ? derived : single ? settings.model() : settings.model() + ": " + derived;
            final String id = settings.id() == null
                    ? Series.id(series)
                    : single ? settings.id() : settings.id() + "-" + Series.id(derived);
            final String other = pathOfId.putIfAbsent(id, path);
            if (other != null) {
                throw new AbortException(other + " and " + path + " would both have the id '" + id
                        + "' in this build. Give each step an 'id' or a 'model' of its own.");
            }
            places.put(path, new Place(id, series, computer == null ? "" : computer.getName()));
        }
        return places;
    }

    private VerificationReport verify(
            final VerificationSettings settings,
            final List<String> checkpoints,
            final FilePath temporary,
            final FilePath control)
            throws IOException, InterruptedException {
        final AgentShell shell = new AgentShell(launcher, workspace, environment);
        final VerifierInstallation verifier = VerifierInstallation.prepare(shell, temporary, settings, computer, log());
        final String data = workspace.child(settings.data()).getRemote();
        control.child("request.json").write(ContractJson.render(settings.request(checkpoints, data)), "UTF-8");
        final int exitCode =
                new VerifierProcess(launcher, workspace, environment, listener).run(verifier, control, settings);
        final FilePath report = control.child("report.json");
        if (!report.exists()) {
            throw new AbortException(withoutReport(exitCode));
        }
        try (InputStream in = report.read()) {
            return new ReportReader(new GateEvaluator(settings.gates()), checkpoints).read(in);
        }
    }

    private static String withoutReport(final int exitCode) {
        final String ended = "The verifier ended with exit code " + exitCode + " and left no report";
        return switch (exitCode) {
            case 137 ->
                ended
                        + ": it was killed, most likely because memory ran out. Give the agent more, or lower 'batchSize'.";
            case 134, 135, 136, 139 -> ended + ": a native library crashed. Try 'device: cpu', or another agent.";
            default -> ended + "; its messages are above.";
        };
    }

    private static List<VerificationOutcome.Entry> entries(
            final VerificationReport report, final Map<String, Place> places) {
        final long now = System.currentTimeMillis();
        final Map<String, Place> left = new LinkedHashMap<>(places);
        final List<VerificationOutcome.Entry> entries = new ArrayList<>();
        for (final Verification verification : report.verifications()) {
            final Place place = left.remove(verification.checkpoint().path());
            entries.add(new VerificationOutcome.Entry(StoredVerification.of(place, verification, now), verification));
        }
        left.forEach((path, place) -> {
            final Problem problem = report.errors().stream()
                    .filter(error ->
                            error.checkpoint() == null || error.checkpoint().equals(path))
                    .findFirst()
                    .orElseThrow();
            entries.add(new VerificationOutcome.Entry(StoredVerification.of(place, path, problem, now), null));
        });
        return entries;
    }

    /** The cosines of all verifications' rows, one after the other; null if the agent did not send them. */
    private byte[] cosines(final FilePath control, final VerificationReport report)
            throws IOException, InterruptedException {
        long expected = 0;
        for (final Verification verification : report.verifications()) {
            expected += verification.split().validationRows() * Float.BYTES;
        }
        final FilePath file = control.child("cosines.f32");
        if (expected == 0 || !file.exists() || file.length() != expected || expected > LARGEST_COSINES) {
            return null;
        }
        try (InputStream in = file.read()) {
            final byte[] cosines = in.readNBytes((int) expected);
            return cosines.length == expected ? cosines : null;
        }
    }

    private void store(final VerificationOutcome outcome, final VerificationReport report, final byte[] cosines)
            throws IOException {
        final LvmVerificationAction action = LvmVerificationAction.of(run);
        int offset = 0;
        try {
            for (final VerificationOutcome.Entry entry : outcome.entries()) {
                if (entry.found() == null) {
                    action.add(entry.stored(), null, null);
                    continue;
                }
                final int length = (int) entry.found().split().validationRows() * Float.BYTES;
                action.add(
                        entry.stored(),
                        new VerificationReport(
                                report.schemaVersion(), entry.found().verdict(), List.of(entry.found()), List.of()),
                        cosines == null ? null : Arrays.copyOfRange(cosines, offset, offset + length));
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
            final Map<String, Place> places,
            final VerificationSettings settings)
            throws IOException, InterruptedException {
        if (settings.junit() != null) {
            final FilePath file = workspace.child(settings.junit());
            try {
                file.write(JUnitXml.render(report, path -> places.get(path).series()), "UTF-8");
            } catch (final IOException e) {
                throw new AbortException("The verification is stored, but " + file.getRemote()
                        + ", named by 'junit', could not be written: " + e.getMessage());
            }
        }
        if (settings.describeBuild()) {
            synchronized (run) {
                final String earlier = run.getDescription();
                run.setDescription(
                        Util.fixEmpty(earlier) == null
                                ? outcome.description()
                                : earlier + "\n" + outcome.description());
            }
        }
    }

    private PrintStream log() {
        return listener.getLogger();
    }
}
