package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.LvmVerificationAction;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.step.ResultPlaces.Question;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps with a build why a step came to nothing, such as that no file matched or that the verifier was killed. Otherwise history and
 * pages would go on showing what an earlier build had found.
 */
final class StepFailure {
    private static final Logger LOGGER = Logger.getLogger(StepFailure.class.getName());
    /** Exit code of a verifier that could not do its work. */
    private static final int UNAVAILABLE = 69;

    private final Run<?, ?> run;
    private final String workspace;
    private final String agent;

    /**
     * A failure of a step of a build.
     *
     * @param workspace path on the agent
     * @param agent name of the node; empty for the controller's own
     */
    StepFailure(Run<?, ?> run, String workspace, String agent) {
        this.run = run;
        this.workspace = workspace;
        this.agent = agent;
    }

    /** Keeps the failure, unless the step has kept results before. */
    void keep(VerificationSettings settings, String step, String message) {
        LvmVerificationAction action = LvmVerificationAction.of(run);
        List<StoredVerification> kept = action.getVerifications();
        // A part of the rows is not a result, and has no place of its own.
        if (settings.get(Settings.SHARD) != null || kept.stream().anyMatch(result -> step.equals(result.getStep()))) {
            return;
        }
        String checkpoint = settings.checkpoint();
        String path = checkpoint.startsWith("/") ? checkpoint : workspace + "/" + checkpoint;
        try {
            for (Map.Entry<Question, Place> place : ResultPlaces.of(
                            List.of(path), settings, workspace, step, agent, kept)
                    .places()
                    .entrySet()) {
                Problem problem = new Problem(path, UNAVAILABLE, message, "");
                action.add(
                        StoredVerification.of(place.getValue(), path, problem, System.currentTimeMillis()), null, null);
            }
            run.save();
        } catch (AbortException | IllegalStateException e) {
            // Another step has the place; its result says more.
            LOGGER.log(Level.FINE, "A failed step has the place of another", e);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Why a verification of " + run + " failed cannot be stored", e);
        }
    }
}
