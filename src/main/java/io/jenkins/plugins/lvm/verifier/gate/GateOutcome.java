package io.jenkins.plugins.lvm.verifier.gate;

/**
 * A gate held against a number.
 *
 * @param metric what was looked at
 * @param threshold the last value that passes
 * @param value the number found
 * @param criticality what missing the gate means
 * @param outcome whether it was passed or missed
 */
public record GateOutcome(GateMetric metric, double threshold, double value, Criticality criticality, Outcome outcome) {

    /** Result of one gate. */
    public enum Outcome {
        PASSED,
        MISSED
    }

    /** What this gate alone leads to. */
    public Verdict verdict() {
        return outcome == Outcome.MISSED ? criticality.verdict() : Verdict.PASSED;
    }
}
