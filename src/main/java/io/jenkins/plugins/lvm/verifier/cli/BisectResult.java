package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import io.jenkins.plugins.lvm.verifier.trainer.RunOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bisect --json} writes.
 *
 * @param order what the order of the checkpoints was told by
 * @param before the last checkpoint looked at before the change; null where none was found
 * @param after the first one after it
 * @param verifications how many were verified to tell
 * @param checkpoints all of the run, the earliest first
 * @param unreadable why files that look like checkpoints are not among them
 */
record BisectResult(
        int schemaVersion,
        Outcome outcome,
        RunOrder.Basis order,
        @Nullable String before,
        @Nullable String after,
        int verifications,
        List<Look> checkpoints,
        List<String> unreadable) {
    static final int SCHEMA_VERSION = 1;

    /** What was found. */
    enum Outcome {
        /** A checkpoint meets its claim, and the next one does not. */
        PARTED(1),
        /** A checkpoint does not meet its claim, and the next one does. */
        CAME_TOGETHER(1),
        /** All that were looked at meet their claims. */
        AGREES(0),
        /** None that was looked at meets its claim. */
        APART(2),
        /** No checkpoint could be verified. */
        UNKNOWN(65);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }
    }

    /**
     * One checkpoint.
     *
     * @param path below the folder
     * @param state null where it was not looked at
     * @param problem why it could not be verified; null otherwise
     */
    record Look(
            String path,
            @Nullable Long epoch,
            Bisection.@Nullable State state,
            @Nullable Double claim,
            @Nullable Double actual,
            @Nullable Double gap,
            @Nullable Verdict verdict,
            @Nullable String problem) {}
}
