package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.BaselineJob;
import io.jenkins.plugins.lvm.report.EarlierVerification;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the checkpoints of one step are held against.
 *
 * @param sources for the request
 * @param stored by path of the checkpoint: the verification that the agent was given
 */
record StepBaselines(List<BaselineSource> sources, Map<String, VerificationReport> stored) {
    static final String LAST_PASSED = "lastPassed";
    static final String PREVIOUS = "previous";

    /**
     * Looks them up, and gives the agent what it needs of them.
     *
     * @param series each checkpoint's line in the trend, by its path
     * @param folder on the agent, for the files of stored verifications
     * @param target branch that a change request wants to go into; null of other builds
     * @param inWorkspace makes a path absolute
     */
    static StepBaselines of(
            final VerificationSettings settings,
            final Run<?, ?> run,
            final Map<String, String> series,
            final FilePath folder,
            @Nullable String target,
            final UnaryOperator<String> inWorkspace,
            final PrintStream log)
            throws IOException, InterruptedException {
        final String wanted = settings.get(Settings.BASELINE);
        if (wanted == null) {
            return new StepBaselines(List.of(), Map.of());
        }
        if (!wanted.equals(LAST_PASSED) && !wanted.equals(PREVIOUS)) {
            return new StepBaselines(
                    List.of(new BaselineSource(null, inWorkspace.apply(wanted), null, null)), Map.of());
        }
        final Job<?, ?> job = job(settings, run, target);
        final List<BaselineSource> sources = new ArrayList<>();
        final Map<String, VerificationReport> stored = new HashMap<>();
        for (final Map.Entry<String, String> checkpoint : series.entrySet()) {
            final EarlierVerification found = EarlierVerification.find(
                    job, checkpoint.getValue(), settings.metric(), wanted.equals(LAST_PASSED), run);
            if (found == null) {
                log.println("No build of " + job.getFullName() + " has verified " + checkpoint.getValue()
                        + (wanted.equals(LAST_PASSED) ? " and passed it" : "") + ": there is no baseline yet.");
            } else {
                final String name = "baseline-" + (sources.size() + 1);
                send(found, folder, name);
                sources.add(new BaselineSource(
                        checkpoint.getKey(), null, folder.child(name + ".json").getRemote(), found.name()));
                stored.put(checkpoint.getKey(), found.report());
                log.println("Baseline of " + checkpoint.getValue() + ": " + found.name());
            }
        }
        return new StepBaselines(List.copyOf(sources), Map.copyOf(stored));
    }

    private static Job<?, ?> job(final VerificationSettings settings, final Run<?, ?> run, @Nullable String target)
            throws AbortException {
        try {
            return BaselineJob.of(run.getParent(), settings.get(Settings.BASELINE_JOB), target);
        } catch (final IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static void send(final EarlierVerification found, final FilePath folder, final String name)
            throws IOException, InterruptedException {
        folder.mkdirs();
        ControlFolder.write(folder.child(name + ".json"), ContractJson.render(found.report()));
        send(found.rows().cosines(), folder.child(name + ".cosines.f32"));
        send(found.rows().metric(), folder.child(name + ".metric.f64"));
    }

    private static void send(byte @Nullable [] numbers, FilePath file) throws IOException, InterruptedException {
        if (numbers != null) {
            try (OutputStream out = file.write()) {
                out.write(numbers);
            }
        }
    }

    /**
     * Sees that each checkpoint was held against what the agent was given.
     *
     * @throws AbortException if the report is silent on a baseline, or tells of another one
     */
    void requireKept(final VerificationReport answer) throws AbortException {
        for (final Verification found : answer.verifications()) {
            final VerificationReport given = stored.get(found.checkpoint().path());
            final boolean kept = given == null
                    || (found.baseline() != null
                            && given.verifications().stream()
                                    .anyMatch(earlier -> earlier.checkpoint()
                                                    .sha256()
                                                    .equals(found.baseline()
                                                            .checkpoint()
                                                            .sha256())
                                            && earlier.actual().sampleMean()
                                                    == found.baseline().actual().sampleMean()));
            if (!kept) {
                throw new AbortException("The report that came from the agent is refused: it does not hold "
                        + found.checkpoint().path() + " against the baseline that it was given. "
                        + ReportReader.REFUSED);
            }
        }
    }
}
