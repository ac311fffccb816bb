package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.Standing;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BuildSummaryTest {
    private static CheckpointLine line(String model, Standing standing) {
        boolean error = standing == Standing.ERROR;
        return new CheckpointLine(HistoryRecord.builder()
                .build(1)
                .folder("1")
                .id("id")
                .model(model)
                .device(error ? null : "cpu")
                .claim(error ? null : 0.5)
                .actual(error ? null : 0.49)
                .gap(error ? null : -0.01)
                .standing(standing)
                .missed(standing == Standing.FAILED ? "GAP_BELOW,SKILL" : "")
                .problem(error ? "It is damaged." : null)
                .build());
    }

    private static BuildSummary summary(Standing... standings) {
        return new BuildSummary(
                List.of(standings).stream().map(one -> line("amn", one)).toList());
    }

    @Test
    void theWorstCountsAndTheRestIsCounted() {
        assertThat(summary(Standing.PASSED, Standing.ERROR, Standing.FAILED).worst())
                .isEqualTo(Standing.ERROR);
        assertThat(summary(Standing.PASSED, Standing.UNSTABLE).title(Locale.ROOT))
                .isEqualTo("1 of 2 checkpoints passed");
        assertThat(summary(Standing.PASSED).title(Locale.ROOT)).isEqualTo("1 of 1 checkpoint passed");
        assertThat(summary().worst()).isEqualTo(Standing.PASSED);
        assertThat(summary().health()).isNull();
    }

    @Test
    void theTableHoldsEachCheckpointAndItsReason() {
        String table = new BuildSummary(
                        List.of(line("amn", Standing.FAILED), line("a|b`<img src=x>\u202e", Standing.ERROR)))
                .markdown(Locale.ROOT);

        assertThat(table.lines().skip(2))
                .containsExactly(
                        "| `amn` | `cpu` | 0.5000 | 0.4900 | -0.0100 | FAILED | `Gap below, skill` |",
                        "| `a\\|b'<img src=x>\\u202E` |  | – | – | – | ERROR | `It is damaged.` |");
    }

    /** What the host of the sources shows is of this plugin's words, in the controller's language. */
    @Test
    void titleAndTableSpeakGerman() {
        assertThat(summary(Standing.PASSED, Standing.FAILED).title(Locale.GERMAN))
                .isEqualTo("1 von 2 Checkpoints bestanden");
        assertThat(summary(Standing.PASSED).title(Locale.GERMAN)).isEqualTo("1 von 1 Checkpoint bestanden");
        assertThat(summary(Standing.PASSED).markdown(Locale.GERMAN).lines().limit(2))
                .containsExactly(
                        "| Modell | Ger\u00e4t | Behauptet | Gemessen | Abstand | Urteil | |",
                        "|---|---|--:|--:|--:|---|---|");
        assertThat(summary(Standing.PASSED).markdown(Locale.ROOT))
                .startsWith("| Model | Device | Claim | Actual | Gap | Verdict | |\n");
    }

    @Test
    void gatesBesideAVerdictAreNamedInTheReadersLanguage() {
        CheckpointLine failed = line("amn", Standing.FAILED);

        assertThat(failed.missedText(Locale.GERMAN)).isEqualTo("Abstand nach unten, K\u00f6nnen");
        assertThat(failed.missedText(Locale.ROOT)).isEqualTo("Gap below, skill");
        assertThat(line("amn", Standing.PASSED).missedText(Locale.GERMAN)).isEmpty();
    }
}
