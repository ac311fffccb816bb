package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.gate.GateOutcome;
import io.jenkins.plugins.lvm.verifier.gate.GateOutcome.Outcome;

/** One gate held against its number, as a line of a table. */
public final class GateLine {
    private final GateOutcome gate;

    GateLine(GateOutcome gate) {
        this.gate = gate;
    }

    public String getMetric() {
        return gate.metric().name();
    }

    /** What its number is. */
    public String getMeaning() {
        return gate.metric().meaning();
    }

    public String getValue() {
        return NumberFormats.number(gate.value());
    }

    public String getRelation() {
        return GateWords.relation(gate);
    }

    public String getThreshold() {
        return NumberFormats.number(gate.threshold());
    }

    /** What missing it means. */
    public String getCriticality() {
        return gate.criticality().name();
    }

    public boolean isMissed() {
        return gate.outcome() == Outcome.MISSED;
    }

    /** What this gate alone leads to; a missed note is a remark. */
    public String getOutcome() {
        return isMissed() ? gate.criticality().name() : "PASSED";
    }
}
