package io.jenkins.plugins.lvm.report;

import hudson.model.HealthReport;
import io.jenkins.plugins.lvm.report.history.Sparkline.Words;
import io.jenkins.plugins.lvm.report.history.Standing;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import java.util.List;
import java.util.Locale;
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
    String title(Locale locale) {
        Words words = Messages.in(locale);
        String passed = Long.toString(count(Standing.PASSED));
        return lines.size() == 1
                ? words.of("detail.one", passed)
                : words.of("detail.many", passed, Integer.toString(lines.size()));
    }

    /** The worst of all; without any there is nothing wrong. */
    Standing worst() {
        return lines.stream()
                .map(line -> line.record().standing())
                .max(Enum::compareTo)
                .orElse(Standing.PASSED);
    }

    /**
     * The weather of a job whose last build this is; null without any verification. In English, since Jenkins keeps it for whoever looks
     * after the first.
     */
    @SuppressWarnings("deprecation") // The other constructor asks for a text in every language.
    @Nullable
    HealthReport health() {
        if (lines.isEmpty()) {
            return null;
        }
        long points = BEST_SCORE * count(Standing.PASSED) + UNSTABLE_SCORE * count(Standing.UNSTABLE);
        return new HealthReport((int) (points / lines.size()), "LVM verification: " + title(Locale.ROOT) + ".");
    }

    /** A table in Markdown. Verdicts are the constants that logs, the remote API and policies have. */
    String markdown(Locale locale) {
        StringBuilder table = new StringBuilder();
        for (String column : List.of("Model", "Device", "Claim", "Actual", "Gap", "Verdict")) {
            table.append("| ").append(Translations.phrase(column, locale)).append(' ');
        }
        table.append("| |\n|---|---|--:|--:|--:|---|---|\n");
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
