package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.step.AgentVerification.Answer;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.view.JUnitXml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores results with the build, and puts them where other plugins and the build's own later steps look for them. */
final class ResultPublisher {
    private final Run<?, ?> run;
    private final FilePath workspace;
    private final Launcher launcher;
    private final TaskListener listener;

    ResultPublisher(Run<?, ?> run, FilePath workspace, Launcher launcher, TaskListener listener) {
        this.run = run;
        this.workspace = workspace;
        this.launcher = launcher;
        this.listener = listener;
    }

    /** What is stored of each checkpoint that was asked about. */
    static List<VerificationOutcome.Entry> entries(final VerificationReport report, final ResultPlaces places) {
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

    /**
     * Stores results with the build.
     *
     * @throws AbortException if the build has other results of the same names
     */
    void store(final VerificationOutcome outcome, final Answer answer) throws IOException {
        final LvmVerificationAction action = LvmVerificationAction.of(run);
        long first = 0;
        try {
            for (final VerificationOutcome.Entry entry : outcome.entries()) {
                if (entry.found() == null) {
                    action.add(entry.stored(), null, null);
                    continue;
                }
                final long rows = entry.found().split().validationRows();
                action.add(
                        entry.stored(),
                        new VerificationReport(
                                answer.report().schemaVersion(),
                                entry.found().verdict(),
                                List.of(entry.found()),
                                List.of()),
                        answer.rows().of(first, rows));
                first += rows;
            }
        } catch (final IllegalStateException e) {
            throw new AbortException(e.getMessage());
        } finally {
            run.save();
        }
    }

    /** Puts the result where other plugins and the build's own later steps look for it. */
    void publish(
            final VerificationOutcome outcome,
            final VerificationReport report,
            final ResultPlaces places,
            final VerificationSettings settings)
            throws IOException, InterruptedException {
        publishGates(JUnitXml.render(report, places::series), settings);
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

    /** Writes them for a later step of the build, which then records them, or records them itself. */
    private void publishGates(String xml, VerificationSettings settings) throws IOException, InterruptedException {
        if (settings.get(Settings.JUNIT) == null) {
            JUnitRecording recording = JUnitRecording.installed();
            if (recording != null) {
                recording.record(run, workspace, launcher, listener, xml);
            }
            return;
        }
        FilePath file = workspace.child(settings.getOrDefault(Settings.JUNIT));
        try {
            file.write(xml, "UTF-8");
        } catch (IOException e) {
            throw new AbortException("The verification is stored, but " + file.getRemote()
                    + ", named by 'junit', could not be written: " + Sentences.of(e)
                    + ". Name a file in a folder that the build may write to.");
        }
    }

    private AttestationFiles attestation(VerificationSettings settings) {
        return new AttestationFiles(run, workspace.child(settings.getOrDefault(Settings.ATTEST)));
    }
}
