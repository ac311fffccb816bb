package io.jenkins.plugins.lvm.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.report.history.Standing;
import java.util.List;
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
        assertThat(summary(Standing.PASSED, Standing.UNSTABLE).title()).isEqualTo("1 of 2 checkpoints passed");
        assertThat(summary(Standing.PASSED).title()).isEqualTo("1 of 1 checkpoint passed");
        assertThat(summary().worst()).isEqualTo(Standing.PASSED);
        assertThat(summary().health()).isNull();
    }

    @Test
    void theTableHoldsEachCheckpointAndItsReason() {
        String table = new BuildSummary(
                        List.of(line("amn", Standing.FAILED), line("a|b`<img src=x>\u202e", Standing.ERROR)))
                .markdown();

        assertThat(table.lines().skip(2))
                .containsExactly(
                        "| `amn` | `cpu` | 0.5000 | 0.4900 | -0.0100 | FAILED | `Gap below, skill` |",
                        "| `a\\|b'<img src=x>\\u202E` |  | – | – | – | ERROR | `It is damaged.` |");
    }
}
