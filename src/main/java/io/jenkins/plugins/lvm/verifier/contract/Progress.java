package io.jenkins.plugins.lvm.verifier.contract;

/** Told how far a verification is. Calls come from one thread at a time. */
public interface Progress {

    /** A checkpoint is about to be verified: number {@code index} of {@code count}, counted from 1. */
    default void checkpoint(int index, int count, String path) {}

    /** Something worth a line, such as which split was chosen and why. */
    default void note(String line) {}

    /** {@code done} of {@code total} validation rows are scored; called after every batch. */
    default void rows(long done, long total) {}

    /** Something unexpected went wrong; the report has one sentence of it, this has the details. */
    default void failure(Throwable details) {}
}
