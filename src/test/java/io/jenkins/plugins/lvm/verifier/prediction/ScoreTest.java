package io.jenkins.plugins.lvm.verifier.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predictions against targets, with NumPy's numbers. */
class ScoreTest {
    private static final double NEAR = 1e-8;

    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("score_fixtures.py", "score");
    }

    private static double expected(String name) throws IOException {
        return JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .get(name)
                .getAsDouble();
    }

    private Outcome score(String predictions, String targets, String... more) {
        return ScoreRun.of(fixtures(), predictions, targets, folder, more);
    }

    private JsonObject verification() throws IOException {
        return InProcess.verification(folder.resolve("report.json"));
    }

    @Test
    void numbersAreNumPys() throws IOException {
        Outcome outcome = score("predictions", "targets", "--claim", String.valueOf(expected("mean")));

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonObject actual = verification().getAsJsonObject("actual");
        assertThat(actual.get("value").getAsDouble()).isCloseTo(expected("mean"), within(NEAR));
        assertThat(actual.get("standardError").getAsDouble()).isCloseTo(expected("error"), within(NEAR));
        assertThat(actual.get("chance").getAsDouble()).isCloseTo(expected("chance"), within(NEAR));
        assertThat(verification().get("gap").getAsDouble()).isCloseTo(0, within(NEAR));
        assertThat(ContractJson.readReport(Files.readString(folder.resolve("report.json")))
                        .verifications())
                .hasSize(1);
        assertThat(folder.resolve("report.html")).isNotEmptyFile();
        assertThat(folder.resolve("report.xml")).isNotEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({"0.07, 1", "0.2, 2", "-0.2, 2"})
    void aClaimThatIsNotMetMissesItsGate(double above, int exitCode) throws IOException {
        Outcome outcome = score("predictions", "targets", "--claim", String.valueOf(expected("mean") + above));

        assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(exitCode);
    }

    @Test
    void halfPrecisionIsRead() throws IOException {
        assertThat(score("half", "targets", "--claim", "0.5", "--min-cosine", "0.9")
                        .exitCode())
                .isEqualTo(2);
        assertThat(verification().getAsJsonObject("actual").get("value").getAsDouble())
                .isCloseTo(expected("mean"), within(1e-4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "predictions | short   | not predictions of shape (2500, 24).",
                "flat        | targets | not vectors of shape (rows, dimension).",
                "predictions | missing | missing.npy does not exist.",
            })
    void whatDoesNotGoTogetherIsSaid(String predictions, String targets, String message) {
        Outcome outcome = score(predictions, targets);

        assertThat(outcome.exitCode()).isBetween(65, 66);
        assertThat(outcome.err()).contains(message);
    }

    @Test
    void aClaimIsACosine() {
        assertThat(score("predictions", "targets", "--claim", "12.5").exitCode())
                .isEqualTo(64);
    }
}
