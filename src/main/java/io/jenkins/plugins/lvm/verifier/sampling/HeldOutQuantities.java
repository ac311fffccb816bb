package io.jenkins.plugins.lvm.verifier.sampling;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.MeanKind;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.model.FittingDefinition;
import io.jenkins.plugins.lvm.verifier.risk.Interval;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which means over held-out rows gates depend on: floors only. */
final class HeldOutQuantities implements Deciding {
    private static final Map<String, GateMetric> METRICS =
            Map.of(GateQuantities.ACTUAL, GateMetric.HELD_OUT_COSINE, GateQuantities.SKILL, GateMetric.HELD_OUT_SKILL);

    private final List<Gate> gates;
    private final Map<String, Quantity> quantities = new LinkedHashMap<>();

    HeldOutQuantities(List<Gate> gates, FittingDefinition judging, boolean partners) {
        this.gates = gates;
        quantities.put(
                GateQuantities.ACTUAL,
                new Quantity(
                        new Interval(-1, 1),
                        MeanKind.SAMPLE_MEAN,
                        thresholds(GateMetric.HELD_OUT_COSINE),
                        (rows, row) -> rows.cosine(judging, row)));
        if (partners && thresholds(GateMetric.HELD_OUT_SKILL).length > 0) {
            quantities.put(
                    GateQuantities.SKILL,
                    new Quantity(
                            new Interval(-2, 2),
                            MeanKind.SAMPLE_MEAN,
                            thresholds(GateMetric.HELD_OUT_SKILL),
                            (rows, row) -> rows.skill(judging, row)));
        }
    }

    @Override
    public Map<String, Quantity> quantities() {
        return quantities;
    }

    @Override
    public Map<GateMetric, Interval> intervals(Map<String, Interval> means) {
        Map<GateMetric, Interval> known = new EnumMap<>(GateMetric.class);
        means.forEach((name, interval) -> {
            GateMetric metric = METRICS.get(name);
            if (metric != null && thresholds(metric).length > 0) {
                known.put(metric, interval);
            }
        });
        return known;
    }

    @Override
    public List<Gate> gates() {
        return gates;
    }
}
