package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --sanity}: few rows, and no judgement of a claim. */
class SanityCheckTest extends ExampleCommands {
    @Test
    void letsASaneModelPassQuickly() {
        assertThat(verify(AMBIGUOUS, "--sanity")).isZero();
        assertThat(out.toString())
                .contains("300 rows")
                .contains("the claim was not judged")
                .doesNotContain("AMBIGUOUS_FORWARD");
    }

    @Test
    void failsNoiseQuickly() {
        assertThat(verify(BROKEN, "--sanity")).isEqualTo(2);
        assertThat(out.toString()).contains("SKILL").doesNotContain("GAP_BELOW");
    }

    @ParameterizedTest
    @CsvSource({"degenerate_constant_lstm, SKILL", "degenerate_zero_mlp, ZERO_PREDICTIONS", "nonfinite_all, NON_FINITE"
    })
    void failsWhatPredictsNothingQuickly(final String checkpoint, final String gate) {
        final Path made = PythonFixtures.run("diagnosis_fixtures.py", "diagnosis");

        assertThat(run(
                        "verify",
                        "--sanity",
                        "--checkpoint",
                        made.resolve(checkpoint + ".pt").toString(),
                        "--data",
                        made.resolve("plain.npz").toString()))
                .isEqualTo(2);
        assertThat(out.toString()).contains("missed   " + gate);
    }

    @Test
    void aSanityCheckKeepsNoRowsAndLeavesHeldOutDataAlone() {
        final Path rows = folder.resolve("rows");
        final List<String> line = List.of(
                "verify",
                "--checkpoint",
                GatesFixtures.file("good.pt"),
                "--data",
                GatesFixtures.file("train_deflated.npz"),
                "--held-out",
                GatesFixtures.file("elsewhere.npz"),
                "--row-cache",
                rows.toString(),
                "--row-cache-size",
                "0.5");
        final List<String> sanity = new ArrayList<>(line);
        sanity.add("--sanity");

        assertThat(run(sanity.toArray(String[]::new))).isZero();
        assertThat(rows).doesNotExist();
        assertThat(out.toString()).doesNotContain("HELD_OUT");
        assertThat(run(line.toArray(String[]::new))).isZero();
        assertThat(rows).isNotEmptyDirectory();
    }

    @Test
    void thresholdsAreCheckedEvenWhereTheyDoNotApply() {
        assertThat(verify(HEALTHY, "--sanity", "--unstable-threshold", "0.2", "--fail-threshold", "0.1"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("is above failThreshold");
    }
}
