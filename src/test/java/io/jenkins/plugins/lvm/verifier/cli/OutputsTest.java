package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code verify} and {@code align} write, and where. */
class OutputsTest {
    private static final String DATA = "examples/sequences.npz";
    private static final String HEALTHY = "examples/gru_healthy.pt";
    private static final List<String> OPTIONS = List.of("--report", "--html", "--junit", "--attest");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int verify(String... options) {
        return verify(new PrintWriter(out, true), options);
    }

    private int verify(PrintWriter to, String... options) {
        List<String> line =
                new ArrayList<>(List.of("verify", "--data", DATA, "--checkpoint", HEALTHY, "--max-samples", "50"));
        line.addAll(List.of(options));
        return LvmVerify.run(to, new PrintWriter(err, true), line.toArray(String[]::new));
    }

    @Test
    void aLinkStaysAndWhatItLeadsToIsWritten() throws IOException {
        List<String> options = new ArrayList<>();
        for (String option : OPTIONS) {
            Path real = Files.writeString(folder.resolve("real" + option), "old");
            options.addAll(List.of(
                    option,
                    Files.createSymbolicLink(folder.resolve("link" + option), real.getFileName())
                            .toString()));
        }
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("new"));
        options.set(1, dangling.toString());

        assertThat(verify(options.toArray(String[]::new))).as(err.toString()).isZero();

        for (String option : OPTIONS.subList(1, OPTIONS.size())) {
            assertThat(folder.resolve("link" + option)).isSymbolicLink();
            assertThat(folder.resolve("real" + option))
                    .isRegularFile()
                    .content()
                    .isNotEqualTo("old");
        }
        assertThat(dangling).isSymbolicLink();
        assertThat(folder.resolve("new")).content().contains("\"verdict\": \"PASSED\"");
    }

    @Test
    void aDeviceStaysADevice() {
        List<String> options = new ArrayList<>();
        OPTIONS.forEach(option -> options.addAll(List.of(option, "/dev/null")));

        assertThat(verify(options.toArray(String[]::new))).as(err.toString()).isZero();

        assertThat(Path.of("/dev/null")).exists();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        assertThat(Path.of("/dev/null.cosines.f32")).doesNotExist();
    }

    @Test
    void aPipeIsWrittenDirectly() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path copy = folder.resolve("copy");
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(copy.toFile())
                .start();

        assertThat(verify("--report", pipe.toString())).as(err.toString()).isZero();

        assertThat(reader.waitFor()).isZero();
        assertThat(copy).content().contains("\"verdict\": \"PASSED\"");
    }

    @Test
    void everyOutputHasTheModeThatTheUmaskGives() throws IOException {
        Set<PosixFilePermission> usual = Files.getPosixFilePermissions(Files.createFile(folder.resolve("usual")));
        List<String> options = new ArrayList<>();
        OPTIONS.forEach(option ->
                options.addAll(List.of(option, folder.resolve("new/x" + option).toString())));

        assertThat(verify(options.toArray(String[]::new))).as(err.toString()).isZero();

        try (var written = Files.list(folder.resolve("new"))) {
            assertThat(written).hasSize(OPTIONS.size() + 1).allSatisfy(file -> assertThat(
                            Files.getPosixFilePermissions(file))
                    .isEqualTo(usual));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--report", "--html", "--junit", "--attest"})
    void whatCannotBeWrittenIsSaidBeforeTheWork(String option) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(verify(option, file.resolve("below/x.json").toString())).isEqualTo(64);
        assertThat(verify(option, folder.toString())).isEqualTo(64);
        assertThat(verify(option, "/")).isEqualTo(64);
        assertThat(verify(option, "/proc/self/nowhere/x.json")).isNotZero();

        assertThat(err.toString())
                .contains(option + ": " + file.resolve("below/x.json") + " cannot be written: ")
                .contains(option + ": " + folder + " cannot be written: it is a folder.")
                .contains(option + ": / cannot be written: it is a folder.");
        assertThat(out.toString().split("Verifying", -1)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aSignedAttestationIsNotWrittenToTheRootEither() {
        String key = "src/test/resources/model-signing/p256.key.pem";

        assertThat(verify("--attest", "/", "--sign-key", key)).isEqualTo(64);

        assertThat(err.toString()).contains("--attest: / cannot be written: it is a folder.");
    }

    @Test
    void noTwoOutputsShareAFile() throws IOException {
        Path file = folder.resolve("x.json");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(verify("--report", file.toString(), "--attest", link.toString()))
                .isEqualTo(64);
        assertThat(verify("--report", "-", "--attest", "-")).isEqualTo(64);
        assertThat(verify(
                        "--report",
                        folder.resolve("report.json").toString(),
                        "--html",
                        folder.resolve("cosines.f32").toString()))
                .isEqualTo(64);
        assertThat(verify("--html", Path.of(DATA).toAbsolutePath().toString())).isEqualTo(64);

        assertThat(err.toString())
                .contains("--attest: " + link + " is already written by --report.")
                .contains("is already the input " + DATA);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void oneFailureLeavesTheOthersAndTheTable() {
        Path junit = folder.resolve("junit.xml");

        assertThat(verify("--html", "/dev/full", "--junit", junit.toString())).isEqualTo(70);

        assertThat(err.toString())
                .contains("--html: /dev/full could not be written: No space left on device. Is the disk full?");
        assertThat(out.toString()).containsPattern("gru_healthy.pt .* PASSED");
        assertThat(junit).isNotEmptyFile();
    }

    @Test
    void aFullStandardOutputIsAnError() throws IOException {
        try (OutputStream full = new FileOutputStream("/dev/full");
                PrintStream stream = new PrintStream(full, true);
                PrintWriter writer = new PrintWriter(stream, true, StandardCharsets.UTF_8)) {
            assertThat(verify(writer)).isEqualTo(70);
            assertThat(LvmVerify.run(writer, new PrintWriter(err, true), "inspect", HEALTHY))
                    .isEqualTo(70);
        }
        assertThat(err.toString()).contains("Standard output could not be written.");
    }

    @Test
    void aDashWritesTheReportToStandardOutputAndNothingElse() {
        assertThat(verify("--report", "-")).isZero();

        assertThat(ContractJson.readReport(out.toString()).verdict()).isEqualTo(Verdict.PASSED);
        assertThat(err.toString()).containsPattern("gru_healthy.pt .* PASSED");
    }

    @Test
    void aDashWorksForEveryOutputAndForTheAlignment() {
        assertThat(verify("--junit", "-")).isZero();
        assertThat(out.toString()).startsWith("<?xml");
        out.getBuffer().setLength(0);

        LvmVerify.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "align",
                "--checkpoint",
                HEALTHY,
                "--data",
                DATA,
                "--max-samples",
                "50",
                "--report",
                "-");
        assertThat(JsonParser.parseString(out.toString()).getAsJsonObject().has("alignment"))
                .isTrue();
    }
}
