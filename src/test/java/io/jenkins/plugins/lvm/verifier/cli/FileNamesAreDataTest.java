package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

/** Names that a shell makes of {@code *}, in a folder that somebody else filled, never become options. */
class FileNamesAreDataTest {
    private static final int SECONDS = 60;

    @TempDir
    private Path folder;

    @BeforeEach
    void fillTheFolder() throws IOException {
        for (String name : List.of("@evil.pt", "--libtorch=x.pt", "-x.pt", "-hV", "--sanity", "--", "data.npz")) {
            Files.createFile(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("--libtorch=lib"));
        Files.writeString(folder.resolve("evil.pt"), "--libtorch=lib\n--sanity\n");
    }

    /** What a shell makes of this line in that folder, and what comes of it. */
    private String shell(String line) throws IOException, InterruptedException {
        Process process = withClassPath(new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp \"$CP\" "
                                + LvmVerify.class.getName() + " " + line))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        process.getOutputStream().close();
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(64);
        return Files.readString(folder.resolve("output"));
    }

    private static ProcessBuilder withClassPath(ProcessBuilder builder) {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        builder.environment().put("CP", String.join(File.pathSeparator, entries));
        return builder;
    }

    private void check(String... arguments) {
        Arguments.requireUnambiguous(LvmVerify.commandLine(), folder, arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify --data data.npz --checkpoint *.pt",
                "verify --checkpoint *.pt --data data.npz",
                "verify --data data.npz --checkpoint *",
                "align --data data.npz --checkpoint *.pt",
                "attest-check statement.json --checkpoint *.pt",
                "inspect *.pt",
                "watch * --data data.npz --idle 1s"
            })
    void anExpandedPatternNeverNamesALibrary(String line) throws IOException, InterruptedException {
        assertThat(shell(line)).contains("is also the name of a file in this folder. Write ./-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify --data data.npz --checkpoint", "inspect", "align --data data.npz --checkpoint"})
    void aNameThatBeginsWithAnAtSignIsAName(String line) {
        StringWriter out = new StringWriter();
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.add("@" + folder.resolve("evil.pt"));
        words.replaceAll(word -> word.replace("data.npz", "examples/sequences.npz"));

        int code = LvmVerify.run(new PrintWriter(out, true), new PrintWriter(out, true), words.toArray(String[]::new));

        assertThat(code).as(out.toString()).isEqualTo(66);
        assertThat(out.toString()).contains("@" + folder.resolve("evil.pt"));
    }

    @Test
    void everyOptionIsRefusedWhereAFileBearsItsName() {
        assertThatThrownBy(() -> check("verify", "--sanity"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("Write ./--sanity for the file");
        assertThatThrownBy(() -> check("-hV")).hasMessageContaining("'-hV' begins like an option");
        assertThatThrownBy(() -> check("inspect", "--", "-x.pt")).hasMessageContaining("'--'");
    }

    @Test
    void aFileThatIsGoneAgainIsStillNoOption() {
        assertThatThrownBy(() -> check("verify", "--data", "d.npz", "--checkpoint", "a.pt", "--libtorch=gone.pt"))
                .hasMessageContaining("may be the name of one");
        assertThatThrownBy(() -> check("verify", "--data", "d.npz", "--checkpoint", "-gone.pt", "a.pt"))
                .hasMessageContaining("'-gone.pt' is not an option of 'lvm-verify verify'")
                .hasMessageContaining("write ./-gone.pt");
    }

    @Test
    void noOptionIsSwallowedAsAValue() {
        assertThatThrownBy(() -> check("verify", "--data", "--no-such-option", "--checkpoint", "a.pt"))
                .hasMessageContaining("'--no-such-option' is not an option");
        assertThatThrownBy(() -> check("verify", "--checkpoint", "a.pt", "--sanitty"))
                .hasMessageContaining("Did you mean --sanity");
    }

    @Test
    void whatPeopleWriteIsTaken() {
        assertThatCode(() -> {
                    check("verify", "--checkpoint", "a.pt", "b.pt", "--data=d.npz", "--baseline", "c.pt", "--quiet");
                    check("verify", "--data=d.npz", "--checkpoint=a.pt", "--min-cosine", "-0.5", "--report", "-");
                    check("verify", "--data", "d.npz", "--checkpoint", "./-x.pt", "./--libtorch=x.pt", "--debug");
                    check("--help");
                    check("watch", "runs", "--data", "d.npz", "-V");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void namesThatTheStepAsksForAreData() throws IOException {
        Path control = Files.createDirectory(folder.resolve("control"));
        Files.writeString(
                control.resolve("request.json"),
                """
                {"schemaVersion": 1, "checkpoints": ["@evil.pt", "--libtorch=lib"], "data": "examples/sequences.npz"}
                """);
        StringWriter out = new StringWriter();

        LvmVerify.run(new PrintWriter(out, true), new PrintWriter(out, true), "agent", "--control", control.toString());

        assertThat(ContractJson.readReport(Files.readString(control.resolve("report.json")))
                        .errors())
                .extracting(problem -> problem.checkpoint() + " " + problem.code())
                .containsExactly("@evil.pt 66", "--libtorch=lib 66");
    }
}
