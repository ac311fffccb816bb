package io.jenkins.plugins.lvm.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.verifier.GatesFixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file's name comes from whoever filled the folder: it neither steers the terminal nor looks like a line of the verifier's. */
class NamesOnTheConsoleTest {
    private static final String NAME = "a\u001b]0;x\u0007\u202e\nACCEPTED b.pt";

    private final StringWriter said = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... line) {
        PrintWriter both = new PrintWriter(said, true);
        return LvmVerify.run(both, both, line);
    }

    private void assertHarmless() {
        assertThat(said.toString()).contains("b.pt").doesNotContain("\u001b", "\u0007", "\u202e");
        assertThat(said.toString().lines()).noneMatch(line -> line.startsWith("ACCEPTED b.pt"));
    }

    @Test
    void ofACheckpoint() throws IOException {
        Path checkpoint = Files.copy(Path.of(GatesFixtures.file("good.pt")), folder.resolve(NAME));
        Path statement = folder.resolve("statement.json");

        assertThat(run(
                        "verify",
                        "--data",
                        GatesFixtures.file("train.npz"),
                        "--checkpoint",
                        checkpoint.toString(),
                        "--attest",
                        statement.toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("Verifying ");
        assertHarmless();

        said.getBuffer().setLength(0);
        assertThat(run("attest-check", statement.toString(), "--checkpoint", checkpoint.toString()))
                .isZero();
        assertThat(said.toString()).startsWith("ACCEPTED ");
        assertHarmless();

        said.getBuffer().setLength(0);
        Path other = Files.copy(Path.of(GatesFixtures.file("worse.pt")), folder.resolve(NAME + ".2"));
        assertThat(run("attest-check", statement.toString(), "--checkpoint", other.toString()))
                .isNotZero();
        assertThat(said.toString()).startsWith("REFUSED ");
        assertHarmless();
    }

    @Test
    void ofWhatLooksLikeAnOption() {
        assertThat(run("verify", "--data", "x.npz", "--checkpoint", "-" + NAME)).isEqualTo(64);
        assertHarmless();
    }

    @Test
    void ofAFileThatIsNotThere() {
        assertThat(run("inspect", folder.resolve(NAME).toString())).isEqualTo(66);
        assertHarmless();
    }
}
