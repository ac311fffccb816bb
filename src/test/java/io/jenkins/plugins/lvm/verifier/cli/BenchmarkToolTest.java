package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/benchmark} judges by and runs on a device, without the hour that it takes. */
class BenchmarkToolTest {
    private static final Path PYTHON = Path.of(System.getProperty("lvm.python", "/usr/bin/python3"));

    @TempDir
    private Path folder;

    private static String run(int exitCode, String... words) throws IOException, InterruptedException {
        assumeThat(PYTHON).exists();
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(PYTHON.toString()), Stream.of(words)).toList());
        builder.environment().put("PYTHONPATH", "src/test/python");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return Command.run(exitCode, builder);
    }

    private JsonObject checks() throws Exception {
        run(0, "src/test/python/benchmark_checks.py", folder.toString());
        return JsonParser.parseString(Files.readString(folder.resolve("checks.json")))
                .getAsJsonObject();
    }

    private static List<String> lines(JsonElement array) {
        return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }

    @Test
    void bothSidesRunOnEachDeviceAndOverAllRows() throws Exception {
        JsonObject checks = checks();
        JsonArray commands = checks.getAsJsonArray("commands");

        assertThat(commands).hasSize(4);
        for (int i = 0; i < 4; i++) {
            String device = i < 2 ? "cpu" : "cuda";
            String command = String.join(" ", lines(commands.get(i)));
            if (i % 2 == 0) {
                assertThat(command).contains("bin/lvm-verify verify", " --device " + device + " ", " --split all");
            } else {
                assertThat(command).contains("reference_loop.py").endsWith(" " + device);
            }
        }
        assertThat(lines(checks.get("table")))
                .contains(
                        "| amn | cpu | 1 | 10,000 / 12,500 | **0.80** | 2.0 / 2.0 | **1.00** |",
                        "| amn | cuda | 1 | 10,000 / 12,500 | **0.80** | 2.0 / 2.0 | **1.00** |");
    }

    @Test
    void wallsAreJudgedOnOneThreadByWhatWasAsked() throws Exception {
        JsonObject checks = checks();

        assertThat(lines(checks.get("missed")))
                .filteredOn(line -> line.startsWith("| wall"))
                .extracting(line -> line.split(" \\| ")[0] + " " + line.split(" \\| ")[1])
                .containsExactly(
                        "| wall of amn, stored, one thread ≤ 0.55",
                        "| wall of amn, deflated, one thread ≤ 0.50",
                        "| wall of lstm, stored and deflated, one thread ≤ 0.60",
                        "| wall of gru, stored and deflated, one thread ≤ 0.50",
                        "| wall of transformer, stored and deflated, one thread ≤ 0.55");
        assertThat(lines(checks.get("missed")))
                .filteredOn(line -> line.startsWith("| wall"))
                .allMatch(line -> line.contains("| no: "));
        assertThat(lines(checks.get("met")))
                .filteredOn(line -> line.startsWith("| wall"))
                .hasSize(5)
                .allMatch(line -> line.endsWith("| yes |"));
    }

    @Test
    void aDeviceThatIsNotThereIsSaidInOneSentence() throws Exception {
        String said = run(
                1,
                "src/tools/python/benchmark.py",
                "--devices",
                "cpu,nothere",
                "--output",
                folder.resolve("none.md").toString());

        assertThat(said.strip())
                .startsWith("bin/benchmark: torch ")
                .contains("has no device 'nothere' here: ")
                .endsWith(".");
        assertThat(said.strip().lines()).hasSize(1);
        assertThat(folder.resolve("none.md")).doesNotExist();
    }
}
