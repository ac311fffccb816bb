package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that were read until every gate was decided.
 *
 * @param rows in evaluation order
 * @param all how many there are in the split
 * @param forward says again what was predicted of them; null where that was not kept
 * @param baseline the same of the baseline; null without one that is measured, too
 * @param known what the rows tell of each mean
 * @param partnersDigest root over the rows whose targets predictions were held against, in the order of drawing
 */
public record Drawn(
        ValidationRows rows,
        int all,
        @Nullable Replay forward,
        @Nullable Replay baseline,
        Map<String, Known> known,
        @Nullable String partnersDigest) {

    /**
     * What is known of a mean.
     *
     * @param value its estimate
     * @param sampleMean estimate of the mean over samples of the same rows' values
     * @param interval where the mean is, but for the risk
     */
    public record Known(double value, double sampleMean, Interval interval) {
        /** Whether the estimate lies where the mean is known to be; if not, more has to be read. */
        boolean isConsistent() {
            return interval.low() <= value && value <= interval.high();
        }
    }

    /** Where each mean is. */
    public Map<String, Interval> intervals() {
        Map<String, Interval> intervals = new LinkedHashMap<>();
        known.forEach((name, mean) -> intervals.put(name, mean.interval()));
        return intervals;
    }

    /** The estimate of a mean; null where nobody asked for it. */
    public @Nullable Double value(String name) {
        Known mean = known.get(name);
        return mean == null ? null : Double.valueOf(mean.value());
    }

    /** Whether no row was left out. */
    public boolean isComplete() {
        return rows.size() == all;
    }
}
