package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bisect --reports --json} writes.
 *
 * @param numbered whether builds are ordered by their numbers; if not, by when their reports were last changed
 * @param series each line of verifications
 * @param unreadable why files that should be reports are not among them
 */
record BuildsResult(int schemaVersion, boolean numbered, List<Line> series, List<String> unreadable) {
    static final int SCHEMA_VERSION = 1;

    /**
     * One model's verifications.
     *
     * @param changes all of them, the earliest first
     * @param builds all of them, the earliest first
     */
    record Line(String name, BisectResult.Outcome outcome, List<Change> changes, List<Look> builds) {}

    /**
     * Two verifications of which one meets its claim, with none between them that tells.
     *
     * @param outcome that claim and fact parted, or came together
     * @param differences what else differs between the two, in words
     */
    record Change(String before, String after, BisectResult.Outcome outcome, List<String> differences) {}

    /**
     * One verification.
     *
     * @param build as people call it
     * @param report below the folder
     * @param checkpoint path that was verified
     * @param sha256 of that file
     */
    record Look(
            String build,
            String report,
            String checkpoint,
            String sha256,
            Bisection.State state,
            @Nullable Double claim,
            double actual,
            Verdict verdict) {}
}
