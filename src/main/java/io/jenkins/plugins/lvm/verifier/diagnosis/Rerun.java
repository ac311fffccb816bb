package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;

/** A change of one thing under which the model is run again, and what it means if that reproduces the claim. */
public enum Rerun {
    CONTEXTS_REVERSED(
            Cause.CONTEXT_ORDER,
            Severity.ERROR,
            "Contexts are in the opposite order",
            "with each context turned round, so that trainer and data order them oppositely"),
    CONTEXTS_UNIT(
            Cause.NOT_UNIT,
            Severity.ERROR,
            "The vectors have another length than those trained on",
            "with each context vector made unit length, which the data's vectors are not"),
    OTHER_WEIGHTS(
            Cause.EMA,
            Severity.ERROR,
            "The claim is that of other weights in the same file",
            "with the weights that lie beside under %s: averaged ones, as it seems, which are not those that load"),
    TABLE_RECOMPUTED(
            Cause.NOT_LOADED,
            Severity.ERROR,
            "A table is zero that the model needs",
            "with %s computed anew; in the file it is zero");

    /** How near to the claim a number has to be: sums of float32 in another order differ by less. */
    public static final double EXACT = ClaimResolution.FLOAT_SUMS;

    private final Cause cause;
    private final Severity severity;
    private final String title;
    private final String words;

    Rerun(Cause cause, Severity severity, String title, String words) {
        this.cause = cause;
        this.severity = severity;
        this.title = title;
        this.words = words;
    }

    Cause cause() {
        return cause;
    }

    Severity severity() {
        return severity;
    }

    String title() {
        return title;
    }

    /**
     * What was changed, as the end of a sentence.
     *
     * @param detail such as the name of a tensor
     */
    String words(String detail) {
        return String.format(words, Causes.text(detail));
    }
}
