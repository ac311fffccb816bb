package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.pickle.PickledValues;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mean cosine, or a number of the metric that a user names, that a checkpoint states about itself.
 *
 * @param metric name of the entry, such as {@code val_cosine}
 * @param source where it stands, such as {@code val_results.cosine_sim} or {@code history[-1].val_cosine}
 * @param value the number; null if there is none that could be a mean cosine
 * @param problem why there is none, as the end of a sentence; null if there is one
 * @param number what is stated, whether a mean cosine can be it or not; null if that is not a finite number
 */
public record StatedMetric(
        String metric, String source, @Nullable Double value, @Nullable String problem, @Nullable Double number) {
    /** Rounding may carry a mean of float32 cosines a little beyond 1. */
    private static final double SLACK = 1e-4;

    private static final Pattern EVALUATED = Pattern.compile("eval_\\w*cos\\w*");
    private static final Pattern COSINE = Pattern.compile("cos", Pattern.CASE_INSENSITIVE);

    /** @param holder key of the dictionary, or list of dictionaries, with the metric; null for the outermost one */
    private record Place(@Nullable String holder, String metric) {}

    private static final List<Place> PLACES = List.of(
            new Place(null, "val_cosine"),
            new Place("val_metrics", "val_cosine"),
            new Place("val_results", "cosine_sim"),
            new Place("metrics", "val_cosine"),
            new Place("metrics", "cos_next"),
            new Place("final_metrics", "cos_next"),
            new Place("history", "val_cosine"));

    /** Whether there is a number to compare with. */
    public boolean isUsable() {
        return value != null;
    }

    /** All that are found in the places where trainers put them, the most specific place first. */
    static List<StatedMetric> findIn(final Map<?, ?> top) {
        final List<StatedMetric> found = new ArrayList<>();
        for (final Place place : PLACES) {
            @Nullable Object holder = place.holder() == null ? top : top.get(place.holder());
            String source = place.holder() == null ? "" : place.holder() + ".";
            if (holder instanceof List<?> epochs && !epochs.isEmpty()) {
                holder = epochs.get(epochs.size() - 1);
                source = place.holder() + "[-1].";
            }
            if (holder instanceof Map<?, ?> metrics && metrics.containsKey(place.metric())) {
                found.add(of(place.metric(), source + place.metric(), metrics.get(place.metric())));
            }
        }
        if (top.get("callbacks") instanceof Map<?, ?> callbacks) {
            callbacks.values().forEach(state -> monitored(state, found));
        }
        if (top.get("trainer_state") instanceof Map<?, ?> state
                && state.get("log_history") instanceof List<?> history) {
            evaluated(history).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    /** Hugging Face's trainer logs every evaluation in the folder of the model; the last one is that of these weights. */
    private static Optional<StatedMetric> evaluated(List<?> history) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i) instanceof Map<?, ?> logged) {
                for (Map.Entry<?, ?> entry : logged.entrySet()) {
                    if (EVALUATED.matcher((String) entry.getKey()).matches()) {
                        String metric = FileErrors.printable((String) entry.getKey());
                        return Optional.of(of(metric, "trainer_state.log_history." + metric, entry.getValue()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Lightning's checkpoint callback keeps what the metric that it watches was when the file was written. */
    private static void monitored(@Nullable Object callback, List<StatedMetric> found) {
        if (callback instanceof Map<?, ?> state
                && state.get("monitor") instanceof String monitor
                && COSINE.matcher(monitor).find()
                && state.get("current_score") != null) {
            found.add(of(FileErrors.printable(monitor), "callbacks.current_score", state.get("current_score")));
        }
    }

    /** A metric whose number, if there is one, is its value. */
    public StatedMetric(String metric, String source, @Nullable Double value, @Nullable String problem) {
        this(metric, source, value, problem, value);
    }

    /** A metric that stands somewhere. */
    static StatedMetric of(String metric, String source, @Nullable Object stated) {
        return of(metric, source, stated, null);
    }

    /**
     * A metric that stands somewhere.
     *
     * @param claimed what it is a number of; null for the cosine
     */
    static StatedMetric of(String metric, String source, @Nullable Object stated, @Nullable Metric claimed) {
        final Double number = number(stated);
        if (number == null) {
            return new StatedMetric(
                    metric, source, null, source + " is " + PickledValues.kind(stated) + ", not a number");
        }
        if (claimed != null && !claimed.allows(number)) {
            return new StatedMetric(
                    metric,
                    source,
                    null,
                    source + " is " + number + ", but " + claimed.name() + " is a number " + claimed.bounds(),
                    Double.isFinite(number) ? number : null);
        }
        if (claimed == null && (!Double.isFinite(number) || Math.abs(number) > 1 + SLACK)) {
            return new StatedMetric(
                    metric,
                    source,
                    null,
                    source + " is " + number + ", which no mean cosine can be",
                    Double.isFinite(number) ? number : null);
        }
        return new StatedMetric(metric, source, number, null);
    }

    /** The number that an entry is; null if it is none. */
    static @Nullable Double number(@Nullable Object stated) {
        if (stated instanceof Tensor tensor && tensor.elements() == 1) {
            return tensor.doubles()[0];
        }
        return stated instanceof Number number ? (Double) number.doubleValue() : null;
    }
}
