package io.jenkins.plugins.lvm.verifier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.PythonFixtures;
import io.jenkins.plugins.lvm.verifier.cli.InProcess;
import io.jenkins.plugins.lvm.verifier.cli.InProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that an array of the data names, by number or by truth value. */
class NamedRowsTest {
    @TempDir
    private Path folder;

    private static Path fixtures() {
        return PythonFixtures.run("named_rows_fixtures.py", "named-rows");
    }

    private Outcome verify(String... arguments) {
        return InProcess.lvmVerify(Stream.concat(
                        Stream.of(
                                "verify",
                                "--checkpoint=" + fixtures().resolve("last.ckpt"),
                                "--forward-onnx=" + fixtures().resolve("forward.onnx"),
                                "--data=" + fixtures().resolve("data.npz"),
                                "--row-cache=none",
                                "--device=cpu",
                                "--report=" + folder.resolve("report.json")),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"numbers, 17", "small, 17", "mask, 23"})
    void theRowsAreThoseThatAreNamed(String key, int rows) throws IOException {
        double claim = JsonParser.parseString(Files.readString(fixtures().resolve("expected.json")))
                .getAsJsonObject()
                .get(key)
                .getAsDouble();
        Outcome outcome = verify("--rows-key=" + key, "--claim=" + claim, "--claim-batch=4");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        JsonObject found = InProcess.verification(folder.resolve("report.json"));
        assertThat(found.get("gap").getAsDouble()).isCloseTo(0, within(1e-6));
        assertThat(found.getAsJsonObject("split").get("validationRows").getAsInt())
                .isEqualTo(rows);
        assertThat(found.getAsJsonObject("split").get("reproducible").getAsBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing  | holds no array of rows 'nothing'.",
                "twice    | names row 3 twice.",
                "beyond   | names row 64, which is not in the file.",
                "negative | names row -1, which is not in the file.",
                "empty    | marks no row.",
                "targets  | which names no rows of the 64 of the file.",
                "many     | which names no rows of the 64 of the file.",
            })
    void whatNamesNoRowsIsRefused(String key, String message) {
        Outcome outcome = verify("--rows-key=" + key, "--claim=0.5");

        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(65);
        assertThat(outcome.out() + outcome.err()).contains(message);
    }
}
