package io.jenkins.plugins.lvm.verifier.gate;

/** How much a missed gate weighs in the verdict. */
public enum Criticality {
    /** Said in the report, without effect on the verdict. */
    NOTE,
    UNSTABLE,
    FAILED;

    /** The verdict that a missed gate of this criticality leads to. */
    public Verdict verdict() {
        return switch (this) {
            case NOTE -> Verdict.PASSED;
            case UNSTABLE -> Verdict.UNSTABLE;
            case FAILED -> Verdict.FAILED;
        };
    }
}
