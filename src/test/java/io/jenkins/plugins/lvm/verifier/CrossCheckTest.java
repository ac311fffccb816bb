package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.contract.Progress;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reports against an oracle that starts from nothing: a script that loads checkpoint and data with torch and numpy, works out for
 * itself what was claimed on which rows, and compares every number. It is called once for all of them, because torch starts slowly.
 */
class CrossCheckTest {
    private static final Path EXAMPLES = Path.of("examples");

    @TempDir
    private static Path folder;

    private static final List<String> TO_CHECK = new ArrayList<>();
    private static String found;

    @BeforeAll
    static void checkAll() throws IOException {
        Path fixtures = PythonFixtures.run("fixtures.py", "fixtures");
        verify(fixtures, "articles", "unified_transformer", "residual_gru", "positional_lstm");
        verify(fixtures, "articles_deflated", "unified_lstm");
        verify(fixtures, "plain", "unified_amn_random", "hardened_amn");
        verify(fixtures, "validation", "clean_splits_amn", "five_cat_transformer");
        verify(fixtures, "chains", "unified_amn_chains");
        verify(EXAMPLES, "sequences", "gru_healthy", "amn_healthy", "lstm_broken");
        found = PythonFixtures.call("crosscheck.py", TO_CHECK.toArray(String[]::new));
    }

    private static void verify(Path files, String data, String... checkpoints) throws IOException {
        for (String name : checkpoints) {
            String checkpoint = files.resolve(name + ".pt").toString();
            String rows = files.resolve(data + ".npz").toString();
            Path report = folder.resolve(name).resolve("report.json");
            VerificationResult result = new Verifier(VerificationRequest.of(List.of(checkpoint), rows)
                            .device("cpu")
                            .build())
                    .verify(new Progress() {});
            assertThat(result.report().errors()).isEmpty();
            result.write(report);
            TO_CHECK.addAll(List.of(checkpoint, rows, report.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unified_transformer",
                "unified_lstm",
                "residual_gru",
                "positional_lstm",
                "unified_amn_random",
                "hardened_amn",
                "clean_splits_amn",
                "five_cat_transformer",
                "unified_amn_chains",
                "gru_healthy",
                "amn_healthy",
                "lstm_broken"
            })
    void findsNoDifference(String checkpoint) {
        assertThat(found).containsPattern("(?m)^" + checkpoint + "\\.pt: [1-9]\\d+ comparisons, 0 differences$");
    }
}
