package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * The codes of findings. What can be the reason comes before what it makes visible: a layer that was never trained before
 * predictions no better than chance. Within one role, where two explain equally much and are equally severe, the one that stands
 * first here comes first: the more specific before the more general.
 */
public enum Cause {
    /** Predictions or weights are NaN or infinite. */
    NON_FINITE(Role.CAUSE),
    /** Targets stand in their own contexts. */
    LEAK(Role.CAUSE),
    /** The weights are those of another checkpoint, under another claim. */
    STALE(Role.CAUSE),
    /** The claim is that of another epoch. */
    OTHER_EPOCH(Role.CAUSE),
    /** The claim is that of averaged weights beside those that load. */
    EMA(Role.CAUSE),
    /** Some tensors differ from those of a good baseline, and those alone make the gap. */
    TENSOR_BLAME(Role.CAUSE),
    /** A part of the model was not loaded, or not saved. */
    NOT_LOADED(Role.CAUSE),
    /** Running statistics of a batch normalisation were never updated. */
    BATCH_NORM(Role.CAUSE),
    /** Tensors are all zero, exploded, or as they were initialised. */
    DEAD_WEIGHTS(Role.CAUSE),
    /** Weights were rounded to a narrow type after the claim was taken. */
    LOW_PRECISION(Role.CAUSE),
    /** Trainer and data order the vectors of a context oppositely. */
    CONTEXT_ORDER(Role.CAUSE),
    /** The vectors are longer or shorter than those trained on. */
    NOT_UNIT(Role.CAUSE),
    /** Targets have been moved against their contexts. */
    SHIFT(Role.CAUSE),
    /** The articles of the metadata are those of other rows. */
    METADATA_ORDER(Role.CAUSE),
    /** The value is above the claim by more than training on the rows used explains. */
    NOT_WHAT_WAS_TRAINED(Role.CAUSE),
    /** Another forward definition or head count computes what was trained. */
    FORWARD_DEFINITION(Role.CAUSE),
    /** The service does not compute what was trained. */
    SERVING_MISMATCH(Role.CAUSE),
    /** A running service gives rows no usable answer. */
    SERVICE_ANSWERS(Role.CAUSE),
    /** The checkpoint's own probe tells another function than the one that judges, or is that of other weights. */
    PROBE(Role.CAUSE),
    /** The ONNX graph that the user gives is another function than the registry's definition. */
    FORWARD_ONNX(Role.CAUSE),
    /** Training and validation scale the positional component differently. */
    POSITIONAL(Role.CAUSE),
    /** The claim was measured on other rows, or rows used were trained on. */
    SPLIT(Role.CAUSE),
    /** The claim was taken in training mode, with dropout. */
    DROPOUT_ON(Role.CAUSE),
    /** The claim is another kind of mean. */
    STATISTIC(Role.CAUSE),
    /** The claim is another quantity than a mean cosine of prediction and target. */
    CLAIM_KIND(Role.CAUSE),
    /** The claim is a mean over several ranks. */
    WORLD_SIZE(Role.CAUSE),
    /** The claim was taken on the first batches only. */
    CLAIM_SUBSET(Role.CAUSE),
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
    /** The vectors come from another space than those trained on. */
    OTHER_SPACE(Role.CAUSE),
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
