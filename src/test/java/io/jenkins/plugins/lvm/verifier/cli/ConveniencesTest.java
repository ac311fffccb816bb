package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import io.jenkins.plugins.lvm.verifier.onnx.OnnxFixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people expect of a command line. */
class ConveniencesTest {
    @ParameterizedTest
    @CsvSource({"verfy, verify", "inspct, inspect", "wach, watch"})
    void aMisspeltCommandSuggestsTheRightOne(String wrong, String right) {
        Outcome outcome = InProcess.lvmVerify(wrong);

        assertThat(outcome.exitCode()).isEqualTo(64);
        assertThat(outcome.err()).contains(right);
    }

    @Test
    void scoreNamesEveryMetricOfTheRegistry() {
        String help = InProcess.lvmVerify("score", "--help").out().replaceAll("\\s+", " ");

        assertThat(help).contains("What the claim is a number of: " + Metrics.names() + " (default: cosine).");
    }

    @Test
    void severalFilesAreInspected() {
        String one = OnnxFixtures.file("tied.pt");
        String other = OnnxFixtures.file("data.npz");
        Outcome json = InProcess.lvmVerify("inspect", "--json", one, other);
        Outcome text = InProcess.lvmVerify("inspect", one, other);

        assertThat(JsonParser.parseString(json.out()).getAsJsonArray()).hasSize(2);
        assertThat(text.out()).contains(one, other, "\n\n");
    }

    /** Bash itself reads the script, and completes. */
    @Test
    void bashCompletes(@TempDir Path folder) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("completion"),
                InProcess.lvmVerify("completion", "bash").out());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source '" + script + "'; COMP_WORDS=(lvm-verify verify --forward-o); COMP_CWORD=2; "
                                + "_complete_lvm-verify 2>/dev/null; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said.strip()).isEqualTo("--forward-onnx");
    }

    @Test
    void zshLoadsWhatBashHas() {
        assertThat(InProcess.lvmVerify("completion", "zsh").out()).startsWith("autoload -U +X compinit");
        assertThat(InProcess.lvmVerify("completion", "fish").exitCode()).isEqualTo(64);
    }
}
