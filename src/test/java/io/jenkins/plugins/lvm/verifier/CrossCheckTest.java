package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Reports against an oracle that starts from nothing: a script that loads checkpoint and data with torch and numpy, works out for
 * itself what was claimed on which rows, and compares every number.
 */
class CrossCheckTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        "unified_transformer, articles",
        "unified_lstm, articles_deflated",
        "residual_gru, articles",
        "positional_lstm, articles",
        "unified_amn_random, plain",
        "hardened_amn, plain",
        "clean_splits_amn, validation",
        "five_cat_transformer, validation",
        "unified_amn_chains, chains"
    })
    void findsNoDifference(final String checkpoint, final String data) throws IOException {
        final Path fixtures = PythonFixtures.run("fixtures.py", "fixtures");
        crossCheck(fixtures.resolve(checkpoint + ".pt"), fixtures.resolve(data + ".npz"));
    }

    @ParameterizedTest
    @CsvSource({"gru_healthy", "amn_healthy", "lstm_broken"})
    void findsNoDifferenceInTheExamples(final String example) throws IOException {
        crossCheck(Path.of("examples", example + ".pt"), Path.of("examples/sequences.npz"));
    }

    private void crossCheck(final Path checkpoint, final Path data) throws IOException {
        final Path report = folder.resolve("report.json");
        final VerificationResult result = new Verifier(
                        VerificationRequest.of(List.of(checkpoint.toString()), data.toString())
                                .device("cpu")
                                .build())
                .verify(new Progress() {});
        assertThat(result.report().errors()).isEmpty();
        result.write(report);

        assertThat(PythonFixtures.call("crosscheck.py", checkpoint.toString(), data.toString(), report.toString()))
                .containsPattern("\\d+ comparisons, 0 differences");
    }
}
