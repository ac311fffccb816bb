package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;

/** What a build says of a checkpoint: its verdict, or that there is none. The later, the worse. */
public enum Standing {
    PASSED,
    UNSTABLE,
    FAILED,
    /** The checkpoint could not be verified. */
    ERROR;

    /** That of a checkpoint with this verdict. */
    public static Standing of(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> PASSED;
            case UNSTABLE -> UNSTABLE;
            case FAILED -> FAILED;
        };
    }
}
