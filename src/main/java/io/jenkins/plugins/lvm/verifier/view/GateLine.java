package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.metric.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One number with all the thresholds that it was held against, as a line of a table. */
public final class GateLine {
    /** At least one, of the same metric and value, the mildest first. */
    private final List<GateOutcome> gates;

    private final @Nullable Metric metric;

    private GateLine(List<GateOutcome> gates, @Nullable Metric metric) {
        this.metric = metric;
        this.gates = gates.stream()
                .sorted(Comparator.comparing(gate -> gate.criticality().verdict()))
                .toList();
    }

    /**
     * A line for each number, what was missed first.
     *
     * @param metric what the claim is a number of; null for the cosine
     */
    static List<GateLine> of(List<GateOutcome> outcomes, @Nullable Metric metric) {
        Map<List<Object>, List<GateOutcome>> byNumber = new LinkedHashMap<>();
        for (GateOutcome gate : outcomes) {
            byNumber.computeIfAbsent(List.of(gate.metric(), gate.value()), key -> new ArrayList<>())
                    .add(gate);
        }
        return byNumber.values().stream()
                .map(gates -> new GateLine(gates, metric))
                .sorted(Comparator.comparing(GateLine::verdict)
                        .thenComparing(GateLine::isMissed)
                        .reversed())
                .toList();
    }

    private GateOutcome any() {
        return gates.get(0);
    }

    /** The gate's name, as it is set and reported. */
    public String getMetric() {
        return any().metric().name();
    }

    /** The gate's name in words. */
    public String getName() {
        return GateWords.name(any().metric());
    }

    /** What its number is. */
    public String getMeaning() {
        return any().metric().meaning();
    }

    public String getValue() {
        return MetricWords.number(any(), any().value(), metric);
    }

    /** Each threshold with what missing it means: {@code > 0.0500 UNSTABLE, ≤ 0.1000 FAILED}. */
    public String getLimits() {
        return gates.stream()
                .map(gate -> GateWords.relation(gate) + " " + MetricWords.number(gate, gate.threshold(), metric) + " "
                        + gate.criticality())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    public boolean isMissed() {
        return gates.stream().anyMatch(gate -> gate.outcome() == Outcome.MISSED);
    }

    private Verdict verdict() {
        return gates.stream().map(GateOutcome::verdict).reduce(Verdict.PASSED, Verdict::and);
    }

    /** What this number alone leads to; a missed note is a remark. */
    public String getOutcome() {
        return gates.stream()
                .filter(gate -> gate.outcome() == Outcome.MISSED)
                .map(gate -> gate.criticality())
                .reduce((milder, worse) -> worse)
                .map(Enum::name)
                .orElse("PASSED");
    }
}
