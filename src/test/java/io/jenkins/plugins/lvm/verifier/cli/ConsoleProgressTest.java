package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final StringWriter out = new StringWriter();

    @Test
    void showsRateAndRemainingTime() {
        assertThat(ConsoleProgress.describe(1500, 6000, 3))
                .isEqualTo("  1,500 of 6,000 rows (25 %), 500 rows/s, 9 s left");
        assertThat(ConsoleProgress.describe(100, 60000, 1)).endsWith(", 9 min 59 s left");
        assertThat(ConsoleProgress.describe(6000, 6000, 3)).endsWith("2,000 rows/s");
    }

    @Test
    void rewritesItsLineOnATerminal() {
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(out), true, false, false)) {
            progress.checkpoint(1, 1, "a.pt");
            progress.rows(5, 10);
            progress.rows(10, 10);
        }
        assertThat(out.toString()).contains("\r  10 of 10 rows").endsWith("\r");
    }

    @Test
    void printsWholeLinesElsewhere() {
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(out), false, false, false)) {
            progress.checkpoint(2, 3, "a.pt");
            progress.note("a note");
            progress.rows(10, 10);
        }
        assertThat(out.toString()).doesNotContain("\r").contains("Verifying 2 of 3: a.pt", "  a note");
    }

    @Test
    void isSilentWhenQuiet() {
        try (ConsoleProgress progress = new ConsoleProgress(new PrintWriter(out), true, true, false)) {
            progress.checkpoint(1, 1, "a.pt");
            progress.rows(10, 10);
        }
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void showsStackTracesOnlyWhenDebugging() {
        new ConsoleProgress(new PrintWriter(out, true), false, false, false).failure(new IllegalStateException("x"));
        assertThat(out.toString()).isEmpty();
        new ConsoleProgress(new PrintWriter(out, true), false, false, true).failure(new IllegalStateException("x"));
        assertThat(out.toString()).contains("IllegalStateException: x");
    }
}
