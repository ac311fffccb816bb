package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verifier's messages, copied as they come, without those of its native library. */
class LogTailTest {
    private static final String WARNING =
            "[W1128 15:31:21.123456789 RNN.cpp:982] Warning: RNN module weights are not part of one chunk (function"
                    + " operator())\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    private String mark;

    private LogTail tail() throws Exception {
        return new LogTail(
                new AgentFile(new AgentFile.Source() {
                    @Override
                    public String name() {
                        return "log.txt";
                    }

                    @Override
                    public long size() throws IOException {
                        return Files.size(file());
                    }

                    @Override
                    public InputStream open() throws IOException {
                        return Files.newInputStream(file());
                    }
                }),
                new LogTail.Mark() {
                    @Override
                    public String read() {
                        return mark;
                    }

                    @Override
                    public void write(String text) {
                        mark = text;
                    }
                },
                new PrintStream(seen, true, StandardCharsets.UTF_8));
    }

    private Path file() {
        return folder.resolve("log.txt");
    }

    private void says(String text) throws Exception {
        Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void afterARestartItGoesOnWhereItStopped() throws Exception {
        says("one\n");
        LogTail before = tail();
        before.copy();
        says("two\n");
        before.copy();
        says("three\n");

        LogTail after = tail();
        assertThat(after.lastLine()).isEqualTo("two");
        after.copy();

        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\nthree\n");
        assertThat(after.lastLine()).isEqualTo("three");
    }

    @Test
    void whatAnAgentClaimsToHaveShownIsNoMoreThanThereIs() throws Exception {
        says("one\n");
        mark = "99999999";
        LogTail tail = tail();
        says("two\n");
        tail.copy();
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("two\n");

        for (String claim : new String[] {"-1", "nonsense", ""}) {
            seen.reset();
            mark = claim;
            tail().copy();
            assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void leavesOutWhatTheNativeLibrarySaysEvenInPieces() throws Exception {
        says("größer\n" + WARNING.substring(0, 40));
        LogTail tail = tail();
        tail.copy();
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("größer\n");
        says(WARNING.substring(40) + "[no warning]\nlast wor");
        tail.copy();
        says("d");
        tail.copyRest();

        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("größer\n[no warning]\nlast word");
        assertThat(tail.lastLine()).isEqualTo("last word");
    }

    /** A whole process, with a program in Java's place: its errors come as far as the agent's file. */
    @Test
    void leavesOutWhatComesFromTheErrorsOfTheProcess() throws Exception {
        Path java = Files.writeString(
                folder.resolve("java"),
                """
                #!/bin/sh
                echo 'verdict  PASSED'
                echo '%s' >&2
                echo 'a hint' >&2
                """
                        .formatted(WARNING.strip()));
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String script = VerifierScript.of(
                new AgentJava(java.toString(), "17", new AgentPlatform("linux-x86_64")),
                "engine",
                "unpacked",
                "rows",
                folder.toString(),
                file().toString(),
                0);

        assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isZero();
        tail().copyRest();

        assertThat(Files.readString(file())).contains(WARNING);
        assertThat(seen.toString(StandardCharsets.UTF_8)).isEqualTo("verdict  PASSED\na hint\n");
    }
}
