package io.jenkins.plugins.lvm.report;

import hudson.Extension;
import hudson.model.Hudson;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.checks.api.ChecksAnnotation;
import io.jenkins.plugins.checks.api.ChecksAnnotation.ChecksAnnotationBuilder;
import io.jenkins.plugins.checks.api.ChecksAnnotation.ChecksAnnotationLevel;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksDetails.ChecksDetailsBuilder;
import io.jenkins.plugins.checks.api.ChecksOutput.ChecksOutputBuilder;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.io.IOException;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jvnet.localizer.LocaleProvider;

/**
 * Tells the host of the sources how a build's verifications ended, where the plugin Checks API and one for the host are installed: a table,
 * and each finding as an annotation of the checkpoint.
 */
@Extension(optional = true)
public class VerificationChecks extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(VerificationChecks.class.getName());
    private static final String NAME = "LVM verification";
    private static final int LONGEST_TITLE = 255;

    /** Without the Checks API this has no type, and so the listener is not there. */
    private final ChecksStatus ended = ChecksStatus.COMPLETED;

    @Override
    public void onCompleted(Run<?, ?> run, TaskListener listener) {
        LvmVerificationAction action = run.getAction(LvmVerificationAction.class);
        if (action == null || action.getVerifications().isEmpty()) {
            return;
        }
        try {
            ChecksPublisherFactory.fromRun(run, listener).publish(details(action));
        } catch (IOException | RuntimeException e) {
            // The build is what it is, whoever hears of it.
            LOGGER.log(Level.WARNING, "The checks of " + run + " could not be published", e);
        }
    }

    /** What is published. */
    public ChecksDetails details(LvmVerificationAction action) throws IOException {
        BuildSummary summary = new BuildSummary(action.getCheckpoints());
        // Nobody in particular looks: it is the controller's language. Findings are in the report's.
        Locale locale = LocaleProvider.getLocale();
        ChecksOutputBuilder output =
                new ChecksOutputBuilder().withTitle(summary.title(locale)).withSummary(summary.markdown(locale));
        for (StoredVerification stored : action.getVerifications()) {
            if (stored.isError()) {
                output.addAnnotation(
                        annotation(stored, Severity.ERROR, Messages.of("error.title"), stored.getExplanation()));
                continue;
            }
            for (Finding finding :
                    action.store().load(stored.getId()).verifications().get(0).findings()) {
                output.addAnnotation(annotation(stored, finding.severity(), finding.title(), finding.explanation()));
            }
        }
        ChecksDetailsBuilder details = new ChecksDetailsBuilder()
                .withName(NAME)
                .withStatus(ended)
                .withConclusion(conclusion(summary.worst()))
                .withOutput(output.build());
        String root = Hudson.getInstance().getRootUrl();
        if (root != null) {
            details.withDetailsURL(root + action.getRun().getUrl() + LvmVerificationAction.URL + "/");
        }
        return details.build();
    }

    private static ChecksConclusion conclusion(Standing worst) {
        return switch (worst) {
            case PASSED -> ChecksConclusion.SUCCESS;
            case UNSTABLE -> ChecksConclusion.NEUTRAL;
            case FAILED, ERROR -> ChecksConclusion.FAILURE;
        };
    }

    private static ChecksAnnotation annotation(
            StoredVerification stored, Severity severity, String title, String message) {
        String text = PrintableText.of(title);
        return new ChecksAnnotationBuilder()
                .withPath(stored.getCheckpointText())
                .withLine(1)
                .withAnnotationLevel(
                        switch (severity) {
                            case ERROR -> ChecksAnnotationLevel.FAILURE;
                            case WARNING -> ChecksAnnotationLevel.WARNING;
                            case INFO -> ChecksAnnotationLevel.NOTICE;
                        })
                .withTitle(text.substring(0, Math.min(text.length(), LONGEST_TITLE)))
                .withMessage(PrintableText.of(message))
                .build();
    }
}
