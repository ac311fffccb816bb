package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.List;
import java.util.Map;

/** Says of some gates on which means they depend, and when enough is known of these. */
interface Deciding {

    /** The gates. */
    List<Gate> gates();

    /** The thresholds of one kind of gate. */
    default double[] thresholds(GateMetric metric) {
        return gates().stream()
                .filter(gate -> gate.metric() == metric)
                .mapToDouble(Gate::threshold)
                .toArray();
    }

    /** What has to be known, by name. */
    Map<String, Quantity> quantities();

    /**
     * What is known of the gates' numbers. A number that is known exactly, or of which there is none, is left out.
     *
     * @param means what is known of the means, by name
     */
    Map<GateMetric, Interval> intervals(Map<String, Interval> means);

    /**
     * Whether every gate is passed or missed throughout what is known of its number. What has no interval does not hold up the end: it
     * is known exactly, or settled by the first row that misses it.
     */
    default boolean decides(Map<String, Interval> means) {
        Map<GateMetric, Interval> known = intervals(means);
        return gates().stream().allMatch(gate -> {
            Interval interval = known.get(gate.metric());
            return interval == null
                    || (!interval.isEmpty()
                            && gate.metric().isMissed(interval.low(), gate.threshold())
                                    == gate.metric().isMissed(interval.high(), gate.threshold()));
        });
    }
}
