package io.jenkins.plugins.lvm.verifier.gate;

/** What a verification concludes, from best to worst. */
public enum Verdict {
    PASSED,
    UNSTABLE,
    FAILED;

    /** Returns the worse of the two. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
