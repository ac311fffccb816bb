package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * The codes of findings. Where two explain equally much and are equally severe, the one that stands first here comes first: causes
 * before symptoms, the more specific before the more general.
 */
public enum Cause {
    /** Predictions or weights are NaN or infinite. */
    NON_FINITE,
    /** Tensors are all zero, exploded, or as they were initialised. */
    DEAD_WEIGHTS,
    /** Predictions are zero, or all the same. */
    DEGENERATE,
    /** Predictions point the opposite way. */
    SIGN_FLIP,
    /** The model repeats the last vector of the context. */
    COPY_LAST,
    /** Another forward definition or head count computes what was trained. */
    FORWARD_DEFINITION,
    /** The service does not compute what was trained. */
    SERVING_MISMATCH,
    /** Training and validation scale the positional component differently. */
    POSITIONAL,
    /** The claim was measured on other rows, or rows used were trained on. */
    SPLIT,
    /** The claim is another kind of mean. */
    STATISTIC,
    /** The data differs from what an earlier verification ran on. */
    DATA_DRIFT,
    /** The data is not the file that the checkpoint names. */
    DATA_FILE,
    /** Predictions are nearer to the beginning of the context than to its end. */
    BACKWARD,
    /** The checkpoint's configuration contradicts its weights. */
    CONFIGURATION,
    /** Two devices, or float32 and float64, disagree. */
    DEVICE,
    /** Predictions are no better than chance. */
    NOISE,
    /** A threshold is finer than what the rows can resolve. */
    RESOLUTION
}
