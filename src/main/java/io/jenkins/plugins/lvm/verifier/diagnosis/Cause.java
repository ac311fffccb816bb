package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * The codes of findings. What can be the reason comes before what it makes visible: a layer that was never trained before
 * predictions no better than chance. Within one role, where two explain equally much and are equally severe, the one that stands
 * first here comes first: the more specific before the more general.
 */
public enum Cause {
    /** Predictions or weights are NaN or infinite. */
    NON_FINITE(Role.CAUSE),
    /** Tensors are all zero, exploded, or as they were initialised. */
    DEAD_WEIGHTS(Role.CAUSE),
    /** Another forward definition or head count computes what was trained. */
    FORWARD_DEFINITION(Role.CAUSE),
    /** The service does not compute what was trained. */
    SERVING_MISMATCH(Role.CAUSE),
    /** Training and validation scale the positional component differently. */
    POSITIONAL(Role.CAUSE),
    /** The claim was measured on other rows, or rows used were trained on. */
    SPLIT(Role.CAUSE),
    /** The claim is another kind of mean. */
    STATISTIC(Role.CAUSE),
    /** The data differs from what an earlier verification ran on. */
    DATA_DRIFT(Role.CAUSE),
    /** The checkpoint's configuration contradicts its weights. */
    CONFIGURATION(Role.CAUSE),
    /** Two devices, or float32 and float64, disagree. */
    DEVICE(Role.CAUSE),
    /** The model fails on some articles, or some kind of rows, only. */
    BROKEN_SLICE(Role.SYMPTOM),
    /** Whatever was tried, nothing explains the gap. */
    NOT_EXPLAINED(Role.SYMPTOM),
    /** Predictions are zero, or all the same. */
    DEGENERATE(Role.SYMPTOM),
    /** Predictions point the opposite way. */
    SIGN_FLIP(Role.SYMPTOM),
    /** The model repeats the last vector of the context. */
    COPY_LAST(Role.SYMPTOM),
    /** Predictions are nearer to the beginning of the context than to its end. */
    BACKWARD(Role.SYMPTOM),
    /** Predictions are no better than chance. */
    NOISE(Role.SYMPTOM),
    /** The claim is met as nearly as a device of low precision would. */
    LOW_PRECISION_DEVICE(Role.NOTE),
    /** The data is not the file that the checkpoint names. */
    DATA_FILE(Role.NOTE),
    /** A threshold is finer than what the rows can resolve. */
    RESOLUTION(Role.NOTE);

    /** What a finding is to the gap; the order is that in which findings are told. */
    public enum Role {
        /** It can be the reason. */
        CAUSE,
        /** It is what the reason, not known yet, makes visible. */
        SYMPTOM,
        /** It is worth knowing. */
        NOTE
    }

    private final Role role;

    Cause(Role role) {
        this.role = role;
    }

    /** What a finding of this code is to the gap. */
    public Role role() {
        return role;
    }
}
