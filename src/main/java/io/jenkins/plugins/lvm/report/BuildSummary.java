package io.jenkins.plugins.lvm.report;

import hudson.model.HealthReport;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all verifications of a build come to, for those who show builds in few words. */
final class BuildSummary {
    /** Of the weather that Jenkins shows: what an unstable checkpoint is worth where one that passed is worth 100. */
    private static final int UNSTABLE_SCORE = 50;

    private static final int BEST_SCORE = 100;

    private final List<CheckpointLine> lines;

    BuildSummary(List<CheckpointLine> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Such as {@code 2 of 3 checkpoints passed}. */
    String title() {
        long passed = count(Standing.PASSED);
        return passed + " of " + lines.size() + (lines.size() == 1 ? " checkpoint" : " checkpoints") + " passed";
    }

    /** The worst of all; without any there is nothing wrong. */
    Standing worst() {
        return lines.stream()
                .map(line -> line.record().standing())
                .max(Enum::compareTo)
                .orElse(Standing.PASSED);
    }

    /** The weather of a job whose last build this is; null without any verification. */
    @SuppressWarnings("deprecation") // The other constructor asks for a text in every language.
    @Nullable
    HealthReport health() {
        if (lines.isEmpty()) {
            return null;
        }
        long points = BEST_SCORE * count(Standing.PASSED) + UNSTABLE_SCORE * count(Standing.UNSTABLE);
        return new HealthReport((int) (points / lines.size()), "LVM verification: " + title() + ".");
    }

    /** A table in Markdown. */
    String markdown() {
        StringBuilder table = new StringBuilder(
                "| Model | Device | Claim | Actual | Gap | Verdict | |\n|---|---|--:|--:|--:|---|---|\n");
        for (CheckpointLine line : lines) {
            for (String cell : new String[] {
                code(line.getModel()),
                code(line.getDevice()),
                line.getClaimText(),
                line.getActualText(),
                line.getGapText(),
                line.getVerdict(),
                code(line.getRemark())
            }) {
                table.append("| ").append(cell).append(' ');
            }
            table.append("|\n");
        }
        return table.toString();
    }

    /** A text that somebody chose, as it is: between backticks Markdown knows nothing but them, and a table nothing but its bar. */
    static String code(@Nullable String text) {
        return text == null || text.isEmpty()
                ? ""
                : "`" + PrintableText.of(text).replace('`', '\'').replace("|", "\\|") + "`";
    }

    private long count(Standing standing) {
        return lines.stream()
                .filter(line -> line.record().standing() == standing)
                .count();
    }
}
