package io.jenkins.plugins.lvm.step;

import hudson.AbortException;
import io.jenkins.plugins.lvm.report.StoredVerification;
import io.jenkins.plugins.lvm.report.StoredVerification.Place;
import io.jenkins.plugins.lvm.verifier.contract.Settings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the results of one step go.
 *
 * @param places the place of each answer that is expected, in the order of the questions
 */
record ResultPlaces(Map<Question, Place> places) {

    /**
     * What one verification answers.
     *
     * @param checkpoint path on the agent
     * @param device name of the device, as asked for; null for none of those
     */
    record Question(String checkpoint, @Nullable String device) {}

    /**
     * Finds a place for each checkpoint on each device.
     *
     * @param step identity of the step's execution; what it stored itself before a restart is in nobody's way
     * @param agent name of the node
     * @param earlier what the build has already
     * @throws AbortException if two results would have the same id
     */
    static ResultPlaces of(
            final List<String> checkpoints,
            final VerificationSettings settings,
            final String workspace,
            final String step,
            final String agent,
            final List<StoredVerification> earlier)
            throws AbortException {
        final Map<String, String> pathOfId = new HashMap<>();
        for (final StoredVerification other : earlier) {
            if (!step.equals(other.getStep())) {
                pathOfId.put(other.getId(), other.getCheckpoint());
            }
        }
        // A service is not a training run: it has a line of its own in the trend.
        String kind = settings.get(Settings.URL) == null ? "" : "service: ";
        final boolean single = checkpoints.size() == 1;
        final List<String> devices = settings.devicesAsked();
        String model = settings.get(Settings.MODEL);
        String named = settings.get(Settings.ID);
        final Map<Question, Place> places = new LinkedHashMap<>();
        for (final String path : checkpoints) {
            final String derived = kind + SeriesName.ofPath(workspace, path);
            final String series = model == null ? derived : single ? kind + model : model + ": " + derived;
            final String id =
                    named == null ? SeriesName.id(series) : single ? named : named + "-" + SeriesName.id(derived);
            for (final String device : devices) {
                final String own = devices.size() == 1 ? id : SeriesName.id(id + "-" + device);
                final String other = pathOfId.putIfAbsent(own, path);
                if (other != null) {
                    throw new AbortException(other + " and " + path + " would both have the id '" + own
                            + "' in this build. Give each step an 'id' or a 'model' of its own.");
                }
                places.put(new Question(path, device), new Place(own, series, agent, step, workspace));
            }
        }
        return new ResultPlaces(places);
    }

    /** The series of a checkpoint. */
    String series(final String checkpoint) {
        return places.entrySet().stream()
                .filter(place -> place.getKey().checkpoint().equals(checkpoint))
                .map(place -> place.getValue().series())
                .findFirst()
                .orElse(checkpoint);
    }
}
